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
    play: "Play",
    pause: "Pause",
    km: "km",
    provenance: "Made from",
    filter: "Filter",
    search: "Words in the report",
    reset: "Show everything again",
    reports: "Reports",
    share: "Copy a link to this view",
    copied: "Link copied",
    download: "Download what is shown (CSV)",
    moveEvent: "Day of the event; arrow keys move it",
    moveStart: "First day of the earlier period; arrow keys move it",
    moveStop: "Last day of the later period; arrow keys move it",
    playDays: "Play the event through the days",
    nextDay: "Event a day later",
    byZone: "by zone",
    byClass: "by class",
    counted: "counted",
    perDay: "per day",
    ratio: "Ratio of rates",
    total: "all",
    group: "Zone",
    why:
      "Counted anew for what is shown. Intervals and tests are left out: they hold for the " +
      "event and the strikes of the saved map only. Strikes set aside when the map was made " +
      "stay aside. What stands after a plus sign is never pooled with what stands before it.",
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
    play: "تشغيل",
    pause: "إيقاف",
    km: "كم",
    provenance: "صُنعت من",
    filter: "تصفية",
    search: "كلمات في البلاغ",
    reset: "عرض الكل من جديد",
    reports: "البلاغات",
    share: "نسخ رابط هذا العرض",
    copied: "نُسخ الرابط",
    download: "تنزيل المعروض (CSV)",
    moveEvent: "يوم الحدث؛ تحركه أسهم لوحة المفاتيح",
    moveStart: "أول أيام الفترة السابقة؛ تحركه أسهم لوحة المفاتيح",
    moveStop: "آخر أيام الفترة اللاحقة؛ تحركه أسهم لوحة المفاتيح",
    playDays: "تحريك الحدث يوماً بعد يوم",
    nextDay: "الحدث بعد يوم",
    byZone: "بحسب المنطقة",
    byClass: "بحسب الفئة",
    counted: "محسوبة",
    perDay: "في اليوم",
    ratio: "نسبة المعدلين",
    total: "المجموع",
    group: "المنطقة",
    why:
      "أُعيد العد لما هو معروض. حُذفت مجالات الثقة والاختبارات لأنها تخص حدث الخريطة المحفوظة " +
      "وضرباتها فقط. وما استُبعد عند صنع الخريطة يبقى مستبعداً. وما بعد علامة الجمع لا يُجمع مع ما قبلها.",
  },
};

/**
 * @param {"en" | "ar"} lang
 * @returns {typeof WORDS.en}
 */
export function wordsOf(lang) {
  return WORDS[lang] ?? WORDS.en;
}
