//! How the inks of pictures look on paper; legible in black and white too.

use crate::review::pictures::Ink;

/// Red, green, blue.
pub(super) type Colour = (u8, u8, u8);

/// Fill, stroke with its width, dash.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Printed {
    pub(super) fill: Option<Colour>,
    pub(super) stroke: Option<(Colour, f32)>,
    pub(super) dash: Option<(f32, f32)>,
    pub(super) bold: bool,
}

pub(super) const INK: Colour = (27, 31, 36);
pub(super) const SOFT: Colour = (87, 96, 106);
pub(super) const LINE: Colour = (200, 207, 214);
const RED: Colour = (180, 35, 24);
const BLUE: Colour = (31, 90, 148);
const PEER: Colour = (122, 145, 168);
const CORE: Colour = (93, 124, 154);
const GREEN: Colour = (26, 127, 55);
const AMBER: Colour = (138, 90, 0);
const PAPER: Colour = (255, 255, 255);

/// The look of an ink on paper.
pub(super) fn printed(ink: Ink) -> Printed {
    let fill = |fill| Printed { fill: Some(fill), ..Printed::default() };
    let line = |colour, width| Printed { stroke: Some((colour, width)), ..Printed::default() };
    let both = |colour, edge, width| Printed { stroke: Some((edge, width)), ..fill(colour) };
    match ink {
        Ink::Text => fill(INK),
        Ink::Soft => fill(SOFT),
        Ink::Strong => Printed { bold: true, ..fill(INK) },
        Ink::OwnText => Printed { bold: true, ..fill(RED) },
        Ink::OnStop => Printed { bold: true, ..fill(PAPER) },
        Ink::Halo => both(PAPER, PAPER, 3.5),
        Ink::Grid => line((226, 231, 236), 0.8),
        Ink::Axis => line(SOFT, 1.2),
        Ink::Band => fill((207, 219, 230)),
        Ink::Core | Ink::Licensed => fill(CORE),
        Ink::Peer | Ink::Used => fill(PEER),
        Ink::Own => both(RED, RED, 2.0),
        Ink::Marker => Printed { dash: Some((2.0, 2.0)), ..both(SOFT, SOFT, 0.8) },
        Ink::This => both(BLUE, INK, 1.0),
        Ink::Over => both(RED, INK, 1.0),
        Ink::Capacity => Printed { dash: Some((5.0, 3.0)), ..line(INK, 2.0) },
        Ink::Sea => fill((233, 240, 246)),
        Ink::Land => fill((201, 207, 198)),
        Ink::Leg => line(RED, 1.8),
        Ink::Stop => both(BLUE, PAPER, 1.5),
        Ink::Hub => both((138, 75, 0), PAPER, 1.5),
        Ink::Link => line(PEER, 1.1),
        Ink::OwnLink => line(INK, 2.0),
        Ink::Node => both(PAPER, SOFT, 1.8),
        Ink::OwnNode => both(INK, INK, 1.8),
        Ink::Listed => line(RED, 2.4),
        Ink::Unseen => both((210, 219, 228), CORE, 1.0),
        Ink::Open => both(AMBER, PAPER, 1.0),
        Ink::Clear => both(PAPER, GREEN, 2.0),
        Ink::Found => both(RED, PAPER, 1.0),
        Ink::Here => line(BLUE, 2.4),
        Ink::Control => Printed { dash: Some((6.0, 3.0)), ..line(RED, 1.4) },
    }
}
