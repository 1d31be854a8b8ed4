// Keys for hands that stay on the keyboard. Every key presses a button or follows a link that is on the page anyway.
"use strict";
(() => {
  const typing = (e) => e.target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
  const by = (key) => document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  const live = document.getElementById("live");
  const keysOn = document.getElementById("keys-on");
  const stored = () => { try { return localStorage.getItem("keys") !== "off"; } catch { return true; } };
  if (keysOn) {
    keysOn.checked = stored();
    keysOn.addEventListener("change", () => { try { localStorage.setItem("keys", keysOn.checked ? "on" : "off"); } catch { /* not kept */ } });
  }

  // The queue: a row is current; marks are counted.
  const rows = [...document.querySelectorAll("tr[data-row]")];
  let at = -1;
  const choose = (to) => {
    if (!rows.length) return;
    at = Math.max(0, Math.min(rows.length - 1, to));
    rows.forEach((row, i) => row.classList.toggle("current", i === at));
    const link = rows[at].querySelector("a.open");
    link.focus({ preventScroll: true });
    rows[at].scrollIntoView({ block: "nearest" });
  };
  rows.forEach((row, i) => row.addEventListener("focusin", () => { at = i; rows.forEach((r, j) => r.classList.toggle("current", i === j)); }));
  const marks = () => [...document.querySelectorAll("input[name=case]")];
  const counted = document.getElementById("marked");
  const count = () => { if (counted) counted.textContent = String(marks().filter((m) => m.checked).length); };
  marks().forEach((m) => m.addEventListener("change", count));
  const all = document.getElementById("mark-all");
  if (all) all.addEventListener("change", () => { marks().forEach((m) => { m.checked = all.checked; }); count(); });
  count();

  // The decision: reasons follow the verdict; the finding opens where it is needed.
  const form = document.getElementById("decide");
  const reasons = form ? form.querySelector("select[name=reason]") : null;
  const options = reasons ? [...reasons.options].slice(1) : [];
  const follow = () => {
    if (!form) return;
    const verdict = form.elements.verdict.value;
    options.forEach((o) => {
      const fits = !verdict || o.dataset.verdicts.split(" ").includes(verdict);
      o.hidden = !fits;
      o.disabled = !fits;
    });
    if (reasons.selectedOptions[0] && reasons.selectedOptions[0].disabled) reasons.value = "";
    const finding = form.querySelector(".finding");
    if (finding && (verdict === "seizure" || verdict === "clear")) finding.open = true;
  };
  if (form) {
    form.addEventListener("change", follow);
    follow();
    form.addEventListener("submit", (e) => {
      if (form.dataset.sent) { e.preventDefault(); return; }
      form.dataset.sent = "yes";
    });
    // Back from the next page by the browser's own button: the form may be sent again.
    addEventListener("pageshow", () => { delete form.dataset.sent; });
  }

  document.addEventListener("keydown", (e) => {
    if (e.key === "Enter" && (e.ctrlKey || e.metaKey) && form && form.contains(e.target)) {
      e.preventDefault();
      form.requestSubmit();
      return;
    }
    if (e.key === "Escape" && (typing(e) || e.target.closest("#decide"))) { e.target.blur(); return; }
    if (e.ctrlKey || e.metaKey || e.altKey || typing(e)) return;
    if (keysOn && !keysOn.checked) return;
    const press = (key) => {
      const what = by(key);
      if (!what) return false;
      e.preventDefault();
      if (what.matches("input[type=search]")) { what.focus(); what.select(); return true; }
      if (what.matches("input[type=radio]")) {
        what.checked = true;
        follow();
        reasons.focus();
        if (live) live.textContent = what.closest("label").textContent.trim();
        return true;
      }
      what.click();
      return true;
    };
    switch (e.key) {
      case "?": {
        const keys = document.getElementById("keys");
        if (!keys) return;
        e.preventDefault();
        keys.open = !keys.open;
        if (keys.open) { keys.querySelector("summary").focus(); keys.scrollIntoView({ block: "nearest" }); }
        return;
      }
      case "n": case "j":
        if (press("n")) return;
        if (rows.length) { e.preventDefault(); choose(at + 1); }
        return;
      case "p": case "k":
        if (press("p")) return;
        if (rows.length) { e.preventDefault(); choose(at < 0 ? 0 : at - 1); }
        return;
      case "o":
        if (at >= 0 && rows[at]) rows[at].querySelector("a.open").click();
        return;
      case "x":
        if (at >= 0 && rows[at]) { const m = rows[at].querySelector("input[name=case]"); if (m) { m.checked = !m.checked; count(); } }
        return;
      case "t": case "i": case "r": case "h": case "e": case "s": case "c": case "u": case "q": case "/":
        if (press(e.key)) return;
        // On the queue, t takes the current row.
        if (e.key === "t" && at >= 0 && rows[at]) {
          const bulk = document.getElementById("bulk");
          const take = bulk && bulk.querySelector("button[value=take]");
          if (!take) return;
          marks().forEach((m) => { m.checked = false; });
          rows[at].querySelector("input[name=case]").checked = true;
          bulk.requestSubmit(take);
        }
    }
  });
})();
