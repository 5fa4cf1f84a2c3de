/** The words of the page's own controls; everything else is worded in the data. */

const WORDS = {
  en: {
    zoomIn: "Zoom in",
    zoomOut: "Zoom out",
    wholeMap: "Whole map",
    closer: "Where most strikes are",
    close: "Close",
    previous: "Previous",
    next: "Next",
    of: "of",
    legend: "Legend",
    maps: "Maps",
    numbers: "Numbers",
    about: "About this map",
    compare: "Share of the map that shows the later period",
    show: "Show",
    km: "km",
    provenance: "Made from",
  },
  ar: {
    zoomIn: "تكبير",
    zoomOut: "تصغير",
    wholeMap: "الخريطة كاملة",
    closer: "حيث أكثر الضربات",
    close: "إغلاق",
    previous: "السابق",
    next: "التالي",
    of: "من",
    legend: "مفتاح الخريطة",
    maps: "الخرائط",
    numbers: "الأرقام",
    about: "عن هذه الخريطة",
    compare: "حصة الخريطة التي تعرض الفترة اللاحقة",
    show: "عرض",
    km: "كم",
    provenance: "صُنعت من",
  },
};

/**
 * @param {"en" | "ar"} lang
 * @returns {typeof WORDS.en}
 */
export function wordsOf(lang) {
  return WORDS[lang] ?? WORDS.en;
}
