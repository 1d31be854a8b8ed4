//! The queue: what is to be looked at, in which order, and why, one line a case.

use super::desk::Desk;
use super::fault::Page;
use super::frame::Here;
use super::lang::Lang;
use super::query::NONE;
use super::query::Query;
use super::query::ROWS;
use super::query::SORTS;
use super::queue_filters::filters;
use super::seat::Seat;
use super::told;
use super::words::queue as w;
use crate::cases;
use crate::cases::CaseRow;
use crate::cases::Deed;
use crate::cases::Found;
use crate::cases::Queue;
use crate::cases::SavedView;
use crate::cases::User;
use crate::report::legible::legible;
use crate::report::numbers;
use axum::extract::RawQuery;
use axum::extract::State;
use chrono::NaiveDate;
use maud::Markup;
use maud::html;

/// Lines that are told where no case is found.
const BESIDE: u32 = 20;

/// `/`
pub async fn queue(State(desk): State<Desk>, seat: Seat, RawQuery(text): RawQuery) -> Page {
    if !seat.may(Deed::ViewCases) {
        // Who keeps accounts sees no case: the first page they may see stands in its place.
        return super::users_page::users(State(desk), seat).await;
    }
    let text = text.unwrap_or_default();
    let query = Query::read(&text);
    let done = super::form::Form::read(text.as_bytes()).number::<i64>("done");
    let today = desk.today();
    let filter = query.filter(&seat.actor.user, today);
    let page = cases::Page { offset: (query.page - 1) * u64::from(ROWS), rows: ROWS };
    let (who, assigns) = (seat.actor.clone(), seat.may(Deed::Assign) && seat.may(Deed::ViewUsers));
    let (queue, views, users, flash, beside) = desk
        .ask(move |store| {
            let queue = store.queue(&who, &filter, page)?;
            // Whoever looks for a declaration that is in no open case is told where it is.
            let beside = match (&filter.text, queue.total) {
                (Some(text), 0) => Some(store.search(&who, text, BESIDE)?),
                _ => None,
            };
            let users = if assigns { store.users(&who)? } else { Vec::new() };
            let flash = done.and_then(|done| store.case(&who, done).ok());
            Ok((queue, store.views(&who)?, users, flash, beside))
        })
        .await?;
    let lang = seat.lang();
    let frame = seat.frame(Here::Queue, lang.t(w::TITLE));
    Ok(frame.page(html! {
        @if let Some(case) = &flash { (super::flash::flash(case, &seat, desk.now(), desk.store.rules())) }
        div.queue {
            (filters(&query, &queue.facets, &seat))
            section.list aria-labelledby="queue-title" {
                div.bar {
                    h1 id="queue-title" { (lang.t(w::TITLE)) " " span.soft { (lang.with(w::CASES, &[("n", &numbers::grouped(queue.total))])) } }
                    (sorts(&query, lang))
                    @if seat.may(Deed::ExportCases) { a.soft href={ "/queue.csv?" (query.text()) } { (lang.t(w::EXPORT)) } }
                }
                (views_bar(&query, &views, &seat))
                @if queue.rows.is_empty() {
                    (nothing(&query, beside.as_ref(), lang))
                } @else {
                    form id="bulk" action="/bulk" method="post" {
                        (seat.token())
                        input type="hidden" name="back" value=(query.address(query.page));
                        (table(&queue, &query, &seat, today))
                        @if seat.may(Deed::Take) || seat.may(Deed::Decide) { (bulk(&users, &seat)) }
                    }
                    (pages(&queue, &query, lang))
                }
            }
        }
    }))
}

/// What there is where no case meets the filter: decided cases, and lines by the number that was looked for.
fn nothing(query: &Query, beside: Option<&Found>, lang: Lang) -> Markup {
    html! {
        @if let Some(found) = beside.filter(|found| !found.lines.is_empty()) {
            section.panel aria-labelledby="lines" {
                h2 id="lines" { (lang.t(w::LINES_FOUND)) }
                ul.plain {
                    @for known in &found.lines {
                        @let line = &known.line;
                        li {
                            bdi { (legible(&line.declaration_id)) } " / " (line.item_no) " · " (line.accepted_on) " · "
                            bdi { (legible(told::party(&line.exporter_name, &line.exporter_id))) } " → " (legible(&line.destination)) " · "
                            (lang.t(w::C_RISK)) " " (numbers::risk(line.risk)) " · " (told::lane_name(&line.lane, lang)) " · "
                            @match known.case {
                                Some(id) => { a href={ "/cases/" (id) } { (lang.with(w::IN_CASE, &[("id", &id)])) } }
                                None => { span.soft { (lang.t(w::IN_NO_CASE)) } }
                            }
                        }
                    }
                }
            }
        }
        div.empty {
            @if query.is_bare() {
                p { (lang.t(w::NO_NIGHT)) }
            } @else {
                p { b { (lang.t(w::NONE)) } " " (lang.t(w::NONE_HINT)) }
                @if let Some(found) = beside.filter(|found| found.total > 0) { p { (lang.with(w::DECIDED_TOO, &[("n", &found.total)])) } }
            }
            p { a.button href=(query.set("state", "all").address(1)) { (lang.t(w::WITH_DECIDED)) } }
        }
    }
}

fn sorts(query: &Query, lang: Lang) -> Markup {
    let names = [w::S_PRIORITY, w::S_RISK, w::S_DUE, w::S_NEWEST, w::S_OLDEST, w::S_VALUE];
    let chosen = if query.get("sort").is_empty() { "priority" } else { query.get("sort") };
    html! {
        p.sorts {
            span.soft { (lang.t(w::F_SORT)) }
            @for ((name, _), text) in SORTS.iter().zip(names) {
                a href=(query.set("sort", if *name == "priority" { "" } else { name }).address(1)) aria-current=[(chosen == *name).then_some("true")] { (lang.t(text)) }
            }
        }
    }
}

fn views_bar(query: &Query, views: &[SavedView], seat: &Seat) -> Markup {
    let lang = seat.lang();
    let own = &seat.actor.user;
    html! {
        div.views {
            span.soft { (lang.t(w::VIEWS)) }
            a.chip href="/?who=me" aria-current=[(query.text() == "who=me").then_some("true")] { (lang.t(w::MINE)) }
            a.chip href="/?who=nobody" aria-current=[(query.text() == "who=nobody").then_some("true")] { (lang.t(w::UNASSIGNED)) }
            a.chip href="/?due=over" aria-current=[(query.text() == "due=over").then_some("true")] { (lang.t(w::OVERDUE)) }
            a.chip href="/?proposed=yes" aria-current=[(query.text() == "proposed=yes").then_some("true")] { (lang.t(w::FOUR_EYES)) }
            @for view in views {
                @let kept = Query::read(&view.query);
                @let title = (view.owner != *own).then(|| lang.with(w::VIEW_OF, &[("user", &view.owner)]));
                span.chipped {
                    a.chip href=(kept.address(1)) title=[title] aria-current=[(kept.text() == query.text()).then_some("true")] { (legible(&view.name)) }
                    @if view.owner == *own {
                        form action="/views/forget" method="post" {
                            (seat.token())
                            input type="hidden" name="id" value=(view.id);
                            input type="hidden" name="back" value=(query.address(1));
                            button.cross type="submit" aria-label=(lang.with(w::VIEW_FORGET, &[("name", &legible(&view.name))])) { "×" }
                        }
                    }
                }
            }
            @if !query.text().is_empty() && seat.may(Deed::SaveView) {
                details.drop {
                    summary.chip { "+ " (lang.t(w::SAVE_VIEW)) }
                    form.pop action="/views" method="post" {
                        (seat.token())
                        input type="hidden" name="query" value=(query.text());
                        label for="view-name" { (lang.t(w::VIEW_NAME)) }
                        input type="text" id="view-name" name="name" maxlength="60" required;
                        @if seat.may(Deed::ShareView) { label.check { input type="checkbox" name="shared" value="yes"; " " (lang.t(w::VIEW_SHARED)) } }
                        button.primary type="submit" { (lang.t(w::VIEW_SAVE)) }
                    }
                }
            }
        }
    }
}

fn table(queue: &Queue, query: &Query, seat: &Seat, today: NaiveDate) -> Markup {
    let lang = seat.lang();
    let offset = (query.page - 1) * u64::from(ROWS);
    let marks = seat.may(Deed::Take) || seat.may(Deed::Decide);
    let cut = queue.capacity.filter(|_| query.get("sort").is_empty());
    let values: [(&str, &dyn std::fmt::Display); 3] = [
        ("first", &(offset + 1)),
        ("last", &(offset + queue.rows.len() as u64)),
        ("total", &numbers::grouped(queue.total)),
    ];
    html! {
        div.wide {
            table.cases {
                caption.unseen { (lang.with(w::CAPTION, &values)) }
                thead {
                    tr {
                        @if marks { th scope="col" { label.hit { span.unseen { (lang.t(w::C_MARK_ALL)) } input type="checkbox" id="mark-all"; } } }
                        th scope="col" { (lang.t(w::C_RISK)) }
                        th scope="col" { (lang.t(w::C_CASE)) }
                        th scope="col" { (lang.t(w::C_WAY)) }
                        th scope="col" { (lang.t(w::C_EXPORTER)) }
                        th scope="col" { (lang.t(w::C_STATE)) }
                        th scope="col" { (lang.t(w::C_DUE)) }
                        th scope="col" { (lang.t(w::C_SIMILAR)) }
                    }
                }
                tbody {
                    @for (index, row) in queue.rows.iter().enumerate() {
                        @let place = offset + index as u64;
                        @if let Some(cut) = cut && cut.above == place && place > 0 {
                            tr.cut { td colspan=(7 + usize::from(marks)) {
                                (lang.with(w::CUT, &[("capacity", &cut.capacity), ("above", &numbers::grouped(cut.above))]))
                            } }
                        }
                        (case_row(row, query, place, marks, today, lang))
                    }
                }
            }
        }
    }
}

fn case_row(row: &CaseRow, query: &Query, place: u64, marks: bool, today: NaiveDate, lang: Lang) -> Markup {
    let goods = if row.goods.trim().is_empty() { lang.t(w::NO_GOODS).to_owned() } else { legible(&row.goods) };
    let age = (today - row.night).num_days().max(0);
    let overdue = row.state.open() && row.due_on.is_some_and(|due| due < today);
    html! {
        tr data-row data-case=(row.id) {
            @if marks {
                td.mark { label.hit { span.unseen { (lang.t(w::C_MARK)) " " (row.id) } input type="checkbox" name="case" value={ (row.id) "." (row.version) }; } }
            }
            td.risk {
                (told::risk_number(row.risk)) (told::lane(&row.lane, lang))
                (told::risk_bar(row.risk))
            }
            th.goods scope="row" {
                a.open href=(told::case_address(row.id, query, place)) { bdi { (goods) } }
                p.why lang=(lang.tag_of(&row.reason)) { (legible(lang.words(&row.reason))) }
            }
            td {
                @if let Some(mineral) = &row.mineral { span.tag { (told::mineral(mineral, lang)) } }
                @if let Some(typology) = &row.typology { " " span.tag.soft title=(told::typology(typology, lang)) { (legible(typology)) } }
                p.under { bdi { (legible(&row.route)) } }
            }
            td {
                p.clip { bdi { (legible(told::party(&row.exporter_name, &row.exporter_id))) } }
                p.under { (numbers::mass(row.net_mass_kg)) " · " (numbers::dollars(row.value_usd))
                    @if row.lines > 1 { " · " (lang.with(w::LINES, &[("n", &row.lines)])) } }
            }
            td {
                (told::state(row.state, row.verdict, row.proposed, lang))
                p.under {
                    @match &row.assignee { Some(user) => { (legible(user)) } None => { (lang.t(w::NOBODY)) } }
                    @if row.exception.is_some() { " · " (lang.t(w::EXCEPTED)) }
                }
            }
            td.n {
                @if age == 0 { (lang.t(w::SAME_DAY)) } @else { (lang.with(w::DAYS, &[("n", &age)])) }
                @if let Some(due) = row.due_on {
                    p.under.late[overdue] {
                        @if overdue { (lang.with(w::DUE_OVER, &[("day", &due.format("%m-%d"))])) } @else { (lang.with(w::DUE_ON, &[("day", &due.format("%m-%d"))])) }
                    }
                }
            }
            td.n {
                @if row.similar.decided == 0 { span.soft { (lang.t(w::SIMILAR_NONE)) } } @else {
                    (lang.with(w::SIMILAR, &[("found", &row.similar.found), ("decided", &row.similar.decided)]))
                }
            }
        }
    }
}

fn bulk(users: &[User], seat: &Seat) -> Markup {
    let lang = seat.lang();
    html! {
        fieldset.bulk {
            legend { (lang.t(w::BULK)) " " span.soft { "(" output id="marked" for="bulk" { "0" } " " (lang.t(w::MARKED)) ")" } }
            @if seat.may(Deed::Take) { button type="submit" name="deed" value="take" { (lang.t(w::B_TAKE)) } }
            @if !users.is_empty() && seat.may(Deed::Assign) {
                span.join {
                    label.unseen for="to" { (lang.t(w::B_ASSIGN)) }
                    select id="to" name="to" {
                        option value="" { (lang.t(w::NOBODY)) }
                        @for user in users.iter().filter(|user| !user.disabled && crate::cases::allowed(user.role, Deed::Take)) {
                            option value=(user.name) { (legible(&user.name)) }
                        }
                    }
                    button type="submit" name="deed" value="assign" { (lang.t(w::B_ASSIGN)) }
                }
            }
            @if seat.may(Deed::Decide) {
                details.drop.up {
                    summary.button { (lang.t(w::B_HOLD)) " / " (lang.t(w::B_RELEASE)) }
                    div.pop {
                        label for="bulk-reason" { (lang.t(w::B_REASON)) }
                        select id="bulk-reason" name="reason" { (told::reasons(&[cases::Verdict::Hold, cases::Verdict::Release], "", lang)) }
                        label for="bulk-note" { (lang.t(w::B_NOTE)) }
                        textarea id="bulk-note" name="note" rows="2" maxlength="8000" {}
                        p.actions {
                            button type="submit" name="deed" value="hold" { (lang.t(w::B_HOLD)) }
                            button type="submit" name="deed" value="release" { (lang.t(w::B_RELEASE)) }
                        }
                    }
                }
            }
        }
    }
}

fn pages(queue: &Queue, query: &Query, lang: Lang) -> Markup {
    let last = queue.total.div_ceil(u64::from(ROWS)).max(1);
    html! {
        @if last > 1 {
            nav.pages aria-label=(lang.t(w::PAGES)) {
                @if query.page > 1 { a.button href=(query.address(query.page - 1)) rel="prev" { (lang.t(w::PREVIOUS)) } }
                span { (numbers::grouped(query.page)) " / " (numbers::grouped(last)) }
                @if query.page < last { a.button href=(query.address(query.page + 1)) rel="next" { (lang.t(w::NEXT)) } }
            }
        }
    }
}

/// A chosen value as people read it.
pub(super) fn value_told(name: &str, value: &str, lang: Lang) -> String {
    if value == NONE {
        return lang.t(w::WITHOUT).to_owned();
    }
    match name {
        "state" if value == "all" => lang.t(w::ALL_STATES).to_owned(),
        "state" => cases::State::of(value).map_or(value.to_owned(), |state| told::state_name(state, lang).to_owned()),
        "lane" => told::lane_name(value, lang).to_owned(),
        "mineral" => told::mineral(value, lang),
        "typology" => told::typology(value, lang),
        "verdict" => {
            cases::Verdict::of(value).map_or(value.to_owned(), |verdict| told::verdict_name(verdict, lang).to_owned())
        }
        "who" => match value {
            "me" => lang.t(w::MINE).to_owned(),
            "nobody" => lang.t(w::UNASSIGNED).to_owned(),
            other => legible(other),
        },
        "due" => lang.t(w::OVERDUE).to_owned(),
        "proposed" | "excepted" => lang.t(if value == "yes" { w::YES } else { w::NO }).to_owned(),
        _ => legible(value),
    }
}
