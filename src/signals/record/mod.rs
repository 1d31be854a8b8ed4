//! What stood out before on lines of the same parties?

mod exporter_stood_out_before;
mod pair_stood_out_before;

use super::form::Signal;

pub(super) static SIGNALS: &[&Signal] = &[&exporter_stood_out_before::SIGNAL, &pair_stood_out_before::SIGNAL];
