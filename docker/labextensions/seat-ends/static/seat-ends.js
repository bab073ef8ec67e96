// Before a workshop's seat ends: a notification in time, and all work saved in the last half minute.
// As JupyterLab loads prebuilt extensions (module federation's container), by hand: there is nothing to build.
(() => {
  const EARLY = 10 * 60, LAST = 30; // seconds before the end
  const SAYS = {
    en: minutes => `This seat ends in ${minutes} min. Save your work (Ctrl + S). To go on after that, reload this page and press “Open my seat”.`,
    ja: minutes => `この席は、あと ${minutes} 分で終了します。保存してください（Ctrl + S）。続けるときは、終了した後でこのページを再読み込みし、「席を開く」を押してください。`,
  };
  const say = document.documentElement.lang.startsWith("ja") ? SAYS.ja : SAYS.en;
  const watch = async app => {
    const xsrf = document.cookie.match(/(?:^|; )_xsrf=([^;]*)/)?.[1] ?? ""; // else the hub takes it for a foreign page's
    const headers = { "X-XSRFToken": decodeURIComponent(xsrf) };
    const answer = await fetch(`${app.serviceManager.serverSettings.baseUrl}start/ends`, { headers });
    const { seconds } = await answer.json();
    const at = (left, run) => setTimeout(run, Math.max(0, seconds - left) * 1000);
    at(EARLY, () => app.commands.execute("apputils:notify", {
      message: say(Math.max(1, Math.round(Math.min(seconds, EARLY) / 60))), type: "warning", options: { autoClose: false },
    }));
    at(LAST, () => app.commands.execute("docmanager:save-all"));
  };
  const plugin = {
    id: "seat-ends:plugin",
    autoStart: true,
    activate: app => {
      app.restored.then(() => watch(app)); // JupyterLab waits for activate, and has all commands only then
    },
  };
  window._JUPYTERLAB = window._JUPYTERLAB || {};
  window._JUPYTERLAB["seat-ends"] = { init: () => {}, get: async () => () => ({ __esModule: true, default: plugin }) };
})();
