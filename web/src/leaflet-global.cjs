/** Leaflet as the page has loaded it already. */
module.exports = window.L;
