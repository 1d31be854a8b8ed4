//! What the control list says of the line, with the announcement.

use super::panel::Panel;
use super::phrases::control_class;
use super::phrases::control_status;
use crate::cases::ControlTold;
use crate::report::legible::spelled;
use crate::review::lang::Lang;
use maud::html;

pub(super) fn control(told: &[ControlTold], lang: Lang) -> Panel {
    let body = (!told.is_empty()).then(|| {
        html! {
            ul.control {
                @for item in told {
                    li {
                        p {
                            span class=(control_class(&item.status)) { (control_status(&item.status, lang)) } " "
                            b { (spelled(&item.item)) } " " bdi { (spelled(lang.words(&item.title))) }
                        }
                        p.small {
                            bdi { (spelled(&item.announcement)) }
                            @if let Some(day) = item.in_force_from {
                                (lang.of(", in force from ", "，自")) (day) (lang.of("", "起施行"))
                            }
                        }
                        @if !lang.words(&item.because).is_empty() { p.small { bdi { (spelled(lang.words(&item.because))) } } }
                    }
                }
            }
        }
    });
    Panel {
        key: "control",
        title: lang.of("Control status", "管制状态"),
        families: &[],
        wide: false,
        tall: told.len() * 4 + 2,
        body,
    }
}
