//! The record as read, every signal that could be measured, and the versions of all that spoke.

use super::phrases::family;
use crate::cases::Dossier;
use crate::report::legible::spelled;
use crate::report::numbers::percent;
use crate::review::lang::Lang;
use crate::review::pictures::plain;
use maud::Markup;
use maud::html;

pub(super) fn raw(dossier: &Dossier, prefix: &str, lang: Lang) -> Markup {
    html! {
        details.panel.wide id={ (prefix) "-record" } {
            summary { h3 { (lang.of("The record as read", "原始申报记录")) } " " span.small { (dossier.record.len()) (lang.of(" fields", "项")) } }
            @if dossier.record.is_empty() {
                p.empty { (lang.of("The record is not in the dossier.", "案卷中无原始记录。")) }
            } @else {
                div.scroll tabindex="0" role="group" aria-label=(lang.of("The record as read", "原始申报记录")) {
                    table.record {
                        thead { tr {
                            @for title in [lang.of("Box", "栏"), lang.of("Field", "字段"), lang.of("Value", "值"), lang.of("Unit", "单位")] { th scope="col" { (title) } }
                        } }
                        tbody { @for field in &dossier.record {
                            tr {
                                td { (spelled(&field.sad_box)) }
                                th scope="row" { code { (spelled(&field.column)) } }
                                td { bdi { (spelled(&field.value)) } }
                                td { (spelled(&field.unit)) }
                            }
                        } }
                    }
                }
            }
        }
        @if !dossier.signals.is_empty() {
            details.panel.wide id={ (prefix) "-signals" } {
                summary { h3 { (lang.of("Every signal that could be measured", "全部可测指标")) } " " span.small { (dossier.signals.len()) } }
                div.scroll tabindex="0" role="group" aria-label=(lang.of("Signals", "指标")) {
                    table.record {
                        thead { tr {
                            @for title in [lang.of("Signal", "指标"), lang.of("Family", "类别"), lang.of("Value", "值"), lang.of("Seen in the past", "历史出现率")] { th scope="col" { (title) } }
                        } }
                        tbody { @for signal in &dossier.signals {
                            tr {
                                th scope="row" { (spelled(lang.words(&signal.title))) " " code { (spelled(&signal.signal)) } }
                                td { (family(&signal.family, lang).1) }
                                td.n { (plain(signal.value)) }
                                td.n { @match signal.p_value { Some(p) => { (percent(p)) } None => { (lang.of("too little past", "历史不足")) } } }
                            }
                        } }
                    }
                }
            }
        }
        details.panel.wide id={ (prefix) "-versions" } {
            summary { h3 { (lang.of("Model and versions that spoke", "模型与版本")) } " " span.small { (spelled(&dossier.scored_by)) } }
            dl.facts.versions {
                div { dt { (lang.of("Model", "模型")) } dd { (spelled(&dossier.scored_by)) } }
                div { dt { (lang.of("Night", "批次日期")) } dd { (dossier.night) } }
                div { dt { (lang.of("Run", "运行号")) } dd { code { (spelled(&dossier.run_id)) } } }
                div { dt { (lang.of("Dossier form", "案卷格式")) } dd { (dossier.format) } }
                div { dt { (lang.of("Chance of the random lane", "随机抽取概率")) } dd { (percent(dossier.audit_probability)) } }
                @for (name, version) in &dossier.versions {
                    div { dt { (spelled(name)) } dd { code { (spelled(version)) } } }
                }
            }
        }
    }
}
