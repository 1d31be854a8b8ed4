//! A drawing as SVG: presentation by classes only, so that the strictest content policy lets it pass.

use super::drawing::Align;
use super::drawing::At;
use super::drawing::Drawing;
use super::drawing::Ink;
use super::drawing::Mark;
use super::drawing::Shape;
use maud::Markup;
use maud::html;
use std::fmt::Write;

/// The picture with its title and its words; `id` must be unique on the page.
pub(crate) fn svg(drawing: &Drawing, id: &str) -> Markup {
    html! {
        svg.pic viewBox={ "0 0 " (px(drawing.width)) " " (px(drawing.height)) } role="img"
            aria-labelledby={ (id) "-title " (id) "-told" } {
            title id={ (id) "-title" } { (drawing.title) }
            desc id={ (id) "-told" } { (drawing.told) }
            @for mark in &drawing.marks { (one(mark)) }
        }
    }
}

/// A sign alone, for legends; told in words beside it.
pub(crate) fn key(shape: Shape, ink: Ink) -> Markup {
    html! {
        svg.key viewBox="0 0 18 18" aria-hidden="true" {
            (one(&Mark::Sign { shape, at: (9.0, 9.0), radius: 5.5, ink, told: String::new() }))
        }
    }
}

fn one(mark: &Mark) -> Markup {
    match mark {
        Mark::Line { from, to, ink } => html! {
            line class=(class(*ink)) x1=(px(from.0)) y1=(px(from.1)) x2=(px(to.0)) y2=(px(to.1)) {}
        },
        Mark::Area { at, width, height, ink } => html! {
            rect class=(class(*ink)) x=(px(at.0)) y=(px(at.1)) width=(px(*width)) height=(px(*height)) {}
        },
        Mark::Path { points, closed, ink } => html! {
            path class=(class(*ink)) d=(steps(points, *closed)) {}
        },
        Mark::Sign { shape: Shape::Circle, at, radius, ink, told } => html! {
            circle class=(class(*ink)) cx=(px(at.0)) cy=(px(at.1)) r=(px(*radius)) {
                @if !told.is_empty() { title { (told) } }
            }
        },
        Mark::Sign { shape, at, radius, ink, told } => html! {
            path class=(class(*ink)) d=(steps(&shape.outline(*at, *radius), true)) {
                @if !told.is_empty() { title { (told) } }
            }
        },
        Mark::Words { at, text, align, size, ink } => {
            let anchor = match align {
                Align::Start => None,
                Align::Middle => Some("middle"),
                Align::End => Some("end"),
            };
            html! {
                text class=(class(*ink)) x=(px(at.0)) y=(px(at.1)) font-size=(px(*size)) text-anchor=[anchor] { (text) }
            }
        }
    }
}

fn steps(points: &[At], closed: bool) -> String {
    let mut out = String::with_capacity(points.len() * 12);
    for (i, (x, y)) in points.iter().enumerate() {
        let letter = if i == 0 { 'M' } else { 'L' };
        let _ = write!(out, "{letter}{} {}", px(*x), px(*y));
    }
    if closed {
        out.push('Z');
    }
    out
}

/// A length with one decimal, and none where it is whole.
fn px(length: f64) -> String {
    let text = format!("{length:.1}");
    match text.strip_suffix(".0") {
        Some("-0") => "0".into(),
        Some(whole) => whole.into(),
        None => text,
    }
}

fn class(ink: Ink) -> &'static str {
    match ink {
        Ink::Text => "i-text",
        Ink::Soft => "i-soft",
        Ink::Strong => "i-strong",
        Ink::Grid => "i-grid",
        Ink::Axis => "i-axis",
        Ink::Band => "i-band",
        Ink::Core => "i-core",
        Ink::Peer => "i-peer",
        Ink::Own => "i-own",
        Ink::OwnText => "i-own-text",
        Ink::Marker => "i-marker",
        Ink::Licensed => "i-licensed",
        Ink::Used => "i-used",
        Ink::This => "i-this",
        Ink::Over => "i-over",
        Ink::Capacity => "i-capacity",
        Ink::Sea => "i-sea",
        Ink::Land => "i-land",
        Ink::Leg => "i-leg",
        Ink::Stop => "i-stop",
        Ink::Hub => "i-hub",
        Ink::OnStop => "i-on-stop",
        Ink::Halo => "i-halo",
        Ink::Link => "i-link",
        Ink::OwnLink => "i-own-link",
        Ink::Node => "i-node",
        Ink::OwnNode => "i-own-node",
        Ink::Listed => "i-listed",
        Ink::Unseen => "i-unseen",
        Ink::Open => "i-open",
        Ink::Clear => "i-clear",
        Ink::Found => "i-found",
        Ink::Here => "i-here",
        Ink::Control => "i-control",
    }
}
