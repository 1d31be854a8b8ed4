//! Beside the evidence: in whose hand the case is, the decision with its reason and note, and what was said before.

use super::case_evidence::Gathered;
use super::case_page::Way;
use super::case_page::acts;
use super::desk::Desk;
use super::flash::can_undo;
use super::flash::undo;
use super::lang::Lang;
use super::seat::Seat;
use super::told;
use super::words::case as w;
use crate::cases::CaseFile;
use crate::cases::Decided;
use crate::cases::Deed;
use crate::cases::LineName;
use crate::cases::Outcome;
use crate::cases::Standing;
use crate::cases::Verdict;
use crate::report::legible::legible;
use crate::report::numbers;
use crate::signals::Typology;
use maud::Markup;
use maud::html;

/// A decision as put in, complete or not.
#[derive(Debug, Clone, Default)]
pub(super) struct Draft {
    pub verdict: String,
    pub reason: String,
    pub note: String,
    pub outcome: String,
    pub typology: String,
    pub seized_kg: String,
    pub seized_usd: String,
    pub inspected_on: String,
    /// Those that were opened.
    pub lines: Vec<LineName>,
    /// What is missing, told above the form.
    pub faults: Vec<String>,
}

const KEYED: &[(Verdict, &str)] = &[
    (Verdict::Inspect, "i"),
    (Verdict::Release, "r"),
    (Verdict::Hold, "h"),
    (Verdict::Escalate, "e"),
    (Verdict::Seizure, "s"),
    (Verdict::Clear, "c"),
];

/// The column beside the evidence.
pub(super) fn panel(desk: &Desk, seat: &Seat, gathered: &Gathered, way: &Way, draft: &Draft) -> Markup {
    let lang = seat.lang();
    let case = &gathered.case;
    html! {
        aside.panelside aria-label=(lang.t(w::DECIDE)) {
            section.panel.hand {
                p.standing {
                    (told::state(case.row.state, case.row.verdict, case.row.proposed, lang)) " "
                    span.soft { (hand(case, seat)) }
                    @if let Some(due) = case.row.due_on && case.row.state.open() {
                        " · "
                        @if due < desk.today() { b.late { (lang.with(w::DUE_OVER, &[("day", &due)])) } } @else { (lang.with(w::DUE, &[("day", &due)])) }
                    }
                }
                @if acts(seat) || seat.may(Deed::Assign) { (hands(desk, seat, gathered)) }
            }
            @if let Some(proposal) = &case.proposal { (second(desk, seat, case, proposal)) }
            @if seat.may(Deed::Decide) && case.row.state.open() && case.proposal.is_none() { (decide(desk, seat, case, way, draft)) }
            @if seat.may(Deed::Reopen) && !case.row.state.open() { (reopen(seat, case)) }
            (decisions(desk, case, lang))
            (comments(desk, seat, case))
            (attachments(desk, seat, case))
            @if seat.may(Deed::ExportCases) {
                section.panel {
                    h2 { (lang.t(w::TAKE_OUT)) }
                    p.actions {
                        a.button href={ "/cases/" (case.row.id) "/file.pdf" } { (lang.t(w::FILE_PDF)) }
                        a.button href={ "/cases/" (case.row.id) "/file.json" } { (lang.t(w::FILE_JSON)) }
                    }
                }
            }
        }
    }
}

fn hand(case: &CaseFile, seat: &Seat) -> String {
    let lang = seat.lang();
    match &case.row.assignee {
        None => lang.t(w::HAND_NOBODY).to_owned(),
        Some(user) if *user == seat.actor.user => lang.t(w::HAND_MINE).to_owned(),
        Some(user) => legible(&lang.with(w::HAND, &[("user", user)])),
    }
}

fn version(case: &CaseFile, seat: &Seat) -> Markup {
    html! { (seat.token()) input type="hidden" name="version" value=(case.row.version); }
}

fn hands(desk: &Desk, seat: &Seat, gathered: &Gathered) -> Markup {
    let lang = seat.lang();
    let case = &gathered.case;
    let mine = case.row.assignee.as_deref() == Some(&seat.actor.user);
    let act = |deed: &str| format!("/cases/{}/{deed}", case.row.id);
    html! {
        div.actions {
            @if seat.may(Deed::Take) && case.row.state.open() && !mine {
                form action=(act("take")) method="post" { (version(case, seat)) button type="submit" data-key="t" { (lang.t(w::TAKE)) " " kbd aria-hidden="true" { "t" } } }
            }
            @if case.row.state.open() && case.row.assignee.is_some() && (mine && seat.may(Deed::Take) || seat.may(Deed::Assign)) {
                form action=(act("put-back")) method="post" { (version(case, seat)) button type="submit" { (lang.t(w::PUT_BACK)) } }
            }
            @if can_undo(case, seat, desk.now(), desk.store.rules()) { (undo(case, seat, gathered.done.is_none())) }
            @if seat.may(Deed::Assign) && case.row.state.open() {
                details.drop {
                    summary.button { (lang.t(w::ASSIGN)) "…" }
                    div.pop {
                        form action=(act("assign")) method="post" {
                            (version(case, seat))
                            label for="assign-to" { (lang.t(w::ASSIGN_TO)) }
                            select id="assign-to" name="to" {
                                option value="" { (lang.t(w::NOBODY)) }
                                @for user in &gathered.hands { option value=(user.name) selected[case.row.assignee.as_ref() == Some(&user.name)] { (legible(&user.name)) } }
                            }
                            button type="submit" { (lang.t(w::ASSIGN)) }
                        }
                        @if seat.may(Deed::SetDue) {
                            form action=(act("due")) method="post" {
                                (version(case, seat))
                                label for="due-day" { (lang.t(w::DUE_DAY)) }
                                input type="date" id="due-day" name="due" value=[case.row.due_on];
                                button type="submit" { (lang.t(w::SET_DUE)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn second(desk: &Desk, seat: &Seat, case: &CaseFile, proposal: &Decided) -> Markup {
    let lang = seat.lang();
    let at = desk.told(proposal.at);
    let verdict = told::verdict_name(proposal.decision.verdict, lang);
    html! {
        section.panel.second aria-labelledby="second-title" {
            h2 id="second-title" { (lang.t(w::PROPOSAL)) }
            p { (legible(&lang.with(w::PROPOSED_BY, &[("user", &proposal.by), ("verdict", &verdict), ("at", &at)]))) }
            p.quote { b { (told::reason_name(&proposal.decision.reason_code, lang)) } ". " (legible(&proposal.decision.note)) }
            @if proposal.by == seat.actor.user {
                p.hint { (lang.t(w::OWN_PROPOSAL)) }
            } @else if seat.may(Deed::Approve) {
                form action={ "/cases/" (case.row.id) "/second" } method="post" {
                    (version(case, seat))
                    label for="second-note" { (lang.t(w::NOTE)) }
                    textarea id="second-note" name="note" rows="2" maxlength="8000" required {}
                    p.actions {
                        button.primary type="submit" name="answer" value="approve" { (lang.t(w::APPROVE)) }
                        button type="submit" name="answer" value="refuse" { (lang.t(w::REFUSE)) }
                    }
                }
            }
        }
    }
}

fn decide(desk: &Desk, seat: &Seat, case: &CaseFile, way: &Way, draft: &Draft) -> Markup {
    let lang = seat.lang();
    let inspected = match draft.inspected_on.is_empty() {
        true => desk.today().to_string(),
        false => draft.inspected_on.clone(),
    };
    let lines = opened(case);
    // What was ticked, or is asked for, is not hidden.
    let open = !draft.outcome.is_empty() || !draft.lines.is_empty() || (lines.len() > 1 && !draft.faults.is_empty());
    html! {
        section.panel aria-labelledby="decide-title" {
            form.decide id="decide" action={ "/cases/" (case.row.id) "/decide" } method="post" {
                (version(case, seat))
                input type="hidden" name="way" value=(way.text());
                fieldset.verdicts {
                    legend id="decide-title" { (lang.t(w::DECIDE)) }
                    @if !draft.faults.is_empty() {
                        div.faults role="alert" { b { (lang.t(w::FIX)) } ul { @for fault in &draft.faults { li { (legible(fault)) } } } }
                    }
                    div.choices {
                        @for (verdict, key) in KEYED {
                            label.choice { input type="radio" name="verdict" value=(verdict.name()) data-key=(key) checked[draft.verdict == verdict.name()] required;
                                span { (told::verdict_name(*verdict, lang)) " " kbd aria-hidden="true" { (key) } } }
                        }
                    }
                }
                @if case.row.red { p.hint { (lang.t(w::RED)) } }
                label for="reason" { (lang.t(w::REASON)) }
                select id="reason" name="reason" required { (told::reasons(&Verdict::ALL, &draft.reason, lang)) }
                label for="note" { (lang.t(w::NOTE)) }
                textarea id="note" name="note" rows="3" maxlength="8000" required aria-describedby="note-hint" { "\n" (draft.note) }
                p.hint id="note-hint" { (lang.t(w::NOTE_HINT)) }
                details.finding open[open] {
                    summary { (lang.t(w::FINDING)) }
                    p.hint { (lang.t(w::FINDING_HINT)) }
                    div.grid {
                        label for="outcome" { (lang.t(w::OUTCOME)) }
                        select id="outcome" name="outcome" {
                            option value="" { "–" }
                            @for outcome in Outcome::ALL { option value=(outcome.name()) selected[draft.outcome == outcome.name()] { (outcome_name(outcome, lang)) } }
                        }
                        label for="typology" { (lang.t(w::TYPOLOGY)) }
                        select id="typology" name="typology" {
                            option value="" { "–" }
                            @for typology in Typology::ALL { option value=(typology.code()) selected[draft.typology == typology.code()] { (told::typology(typology.code(), lang)) } }
                        }
                        label for="seized-kg" { (lang.t(w::SEIZED_KG)) }
                        input id="seized-kg" name="seized_kg" type="text" inputmode="decimal" maxlength="20" value=(draft.seized_kg);
                        label for="seized-usd" { (lang.t(w::SEIZED_USD)) }
                        input id="seized-usd" name="seized_usd" type="text" inputmode="decimal" maxlength="20" value=(draft.seized_usd);
                        label for="inspected" { (lang.t(w::INSPECTED_ON)) }
                        input id="inspected" name="inspected_on" type="date" value=(inspected);
                    }
                    @if lines.len() > 1 {
                        fieldset.opened {
                            legend { (lang.t(w::OPENED_LINES)) }
                            @for (line, goods) in &lines {
                                label.check {
                                    input type="checkbox" name="line" value={ (line.item_no) "/" (line.declaration_id) } checked[draft.lines.contains(line)];
                                    span { bdi { (legible(&line.declaration_id)) "/" (line.item_no) } " " (legible(goods)) }
                                }
                            }
                        }
                    }
                }
                p.actions {
                    button.primary type="submit" id="send" { (lang.t(w::SEND)) " " kbd aria-hidden="true" { "Ctrl ↵" } }
                    label.check { input type="checkbox" name="stay" value="yes"; " " (lang.t(w::STAY)) }
                }
            }
        }
    }
}

/// The lines that can have been opened, with their goods; one that was declared again on a later night once.
fn opened(case: &CaseFile) -> Vec<(LineName, &str)> {
    let mut lines: Vec<(LineName, &str)> = Vec::new();
    for dossier in case.lines.iter().map(|line| &line.dossier) {
        let line = LineName { declaration_id: dossier.declaration_id.clone(), item_no: dossier.item_no };
        if !lines.iter().any(|(known, _)| *known == line) {
            lines.push((line, &dossier.goods));
        }
    }
    lines
}

fn outcome_name(outcome: Outcome, lang: Lang) -> &'static str {
    lang.t(match outcome {
        Outcome::Clear => w::O_CLEAR,
        Outcome::FalseDeclaration => w::O_FALSE,
        Outcome::ReExport => w::O_RE_EXPORT,
        Outcome::Other => w::O_OTHER,
    })
}

fn reopen(seat: &Seat, case: &CaseFile) -> Markup {
    let lang = seat.lang();
    html! {
        section.panel {
            form action={ "/cases/" (case.row.id) "/reopen" } method="post" {
                (version(case, seat))
                label for="reopen-note" { (lang.t(w::NOTE)) }
                textarea id="reopen-note" name="note" rows="2" maxlength="8000" required {}
                p.actions { button type="submit" { (lang.t(w::REOPEN)) } }
            }
        }
    }
}

fn decisions(desk: &Desk, case: &CaseFile, lang: Lang) -> Markup {
    let standing = |standing| {
        lang.t(match standing {
            Standing::Proposed => w::S_PROPOSED,
            Standing::Stands => w::STANDS,
            Standing::Refused => w::S_REFUSED,
            Standing::Undone => w::S_UNDONE,
            Standing::Overtaken => w::S_OVERTAKEN,
        })
    };
    html! {
        @if !case.decisions.is_empty() {
            section.panel aria-labelledby="decisions-title" {
                h2 id="decisions-title" { (lang.t(w::DECISIONS)) }
                ol.past {
                    @for decided in case.decisions.iter().rev() {
                        li.gone[matches!(decided.standing, Standing::Undone | Standing::Refused | Standing::Overtaken)] {
                            p { b { (told::verdict_name(decided.decision.verdict, lang)) } " " span.tag { (standing(decided.standing)) } }
                            p.soft { (legible(&decided.by)) " · " (desk.told(decided.at))
                                @if let Some(second) = &decided.second { " · "
                                    (legible(&lang.with(if second.approved { w::SECOND_APPROVED } else { w::SECOND_REFUSED }, &[("user", &second.by)]))) } }
                            p { (told::reason_name(&decided.decision.reason_code, lang)) ". " (legible(&decided.decision.note)) }
                            @if let Some(second) = &decided.second && !second.note.is_empty() { p.quote { (legible(&second.note)) } }
                            @if let Some(finding) = &decided.decision.finding {
                                p { (outcome_name(finding.outcome, lang))
                                    @if let Some(typology) = &finding.typology { " · " (told::typology(typology, lang)) }
                                    @if finding.seized_kg.is_some() {
                                        " · " (lang.with(w::SEIZED, &[("mass", &numbers::mass(finding.seized_kg)), ("value", &numbers::dollars(finding.seized_value_usd))]))
                                    } }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn comments(desk: &Desk, seat: &Seat, case: &CaseFile) -> Markup {
    let lang = seat.lang();
    html! {
        section.panel aria-labelledby="comments-title" {
            h2 id="comments-title" { (lang.t(w::COMMENTS)) }
            @if case.comments.is_empty() { p.soft { (lang.t(w::NO_COMMENTS)) } }
            ol.past {
                @for comment in &case.comments {
                    li { p.soft { b { (legible(&comment.by)) } " · " (desk.told(comment.at)) } p.typed { (typed(&comment.text)) } }
                }
            }
            @if seat.may(Deed::Comment) {
                form action={ "/cases/" (case.row.id) "/comment" } method="post" {
                    (seat.token())
                    label for="comment" { (lang.t(w::COMMENT)) }
                    textarea id="comment" name="text" rows="2" maxlength="8000" required {}
                    p.actions { button type="submit" { (lang.t(w::COMMENT_SEND)) } }
                }
            }
        }
    }
}

/// Text with its lines kept.
fn typed(text: &str) -> Markup {
    html! { @for (index, line) in text.lines().enumerate() { @if index > 0 { br; } (legible(line)) } }
}

fn attachments(desk: &Desk, seat: &Seat, case: &CaseFile) -> Markup {
    let lang = seat.lang();
    let mb = desk.store.rules().attachment_bytes / (1024 * 1024);
    html! {
        section.panel aria-labelledby="attachments-title" {
            h2 id="attachments-title" { (lang.t(w::ATTACHMENTS)) }
            @if case.attachments.is_empty() { p.soft { (lang.t(w::NO_ATTACHMENTS)) } }
            ul.past {
                @for file in &case.attachments {
                    li {
                        a href={ "/attachments/" (file.id) } { bdi { (legible(&file.name)) } }
                        p.soft { (numbers::grouped(file.bytes.div_ceil(1024))) " kB · " (legible(&file.by)) " · " (desk.told(file.at)) " · " code title=(file.sha256) { (&file.sha256[..file.sha256.len().min(12)]) } }
                    }
                }
            }
            @if seat.may(Deed::Attach) {
                form action={ "/cases/" (case.row.id) "/attach" } method="post" enctype="multipart/form-data" {
                    (seat.token())
                    label for="attach" { (lang.t(w::ATTACH)) }
                    input type="file" id="attach" name="file" required aria-describedby="attach-hint";
                    p.hint id="attach-hint" { (lang.with(w::ATTACH_HINT, &[("mb", &mb)])) }
                    p.actions { button type="submit" { (lang.t(w::ATTACH_SEND)) } }
                }
            }
        }
    }
}
