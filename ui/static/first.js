// Before the first paint: language, direction, theme and text size, from the address or from the last visit.
(function () {
  var kept = {};
  try {
    kept = JSON.parse(localStorage.getItem('damane-choices') || '{}') || {};
  } catch {
    // No storage, or something else wrote there: start from the device's own settings.
  }
  var asked = new URLSearchParams(location.search);
  var known = ['ar', 'fr', 'en'];
  var wanted = [asked.get('lang'), kept.language].concat(navigator.languages || []);
  var language = wanted
    .map(function (tag) {
      return String(tag || '').slice(0, 2).toLowerCase();
    })
    .find(function (tag) {
      return known.indexOf(tag) >= 0;
    });
  var theme = [asked.get('theme'), kept.theme].find(function (name) {
    return name === 'light' || name === 'dark';
  });
  var isDark = theme ? theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  var root = document.documentElement;
  root.lang = language || 'fr';
  root.dir = root.lang === 'ar' ? 'rtl' : 'ltr';
  root.dataset.theme = isDark ? 'dark' : 'light';
  if (['125', '150', '200'].indexOf(String(kept.text)) >= 0) root.dataset.text = String(kept.text);
})();
