//! The bridge: columns of a frame become a matrix. The one file that knows the data engine and `ndarray` both, for training and
//! for scoring alike.

use super::kept::is_kept;
use crate::error::Result;
use ndarray::Array2;
use polars::prelude::{DataFrame, DataType};

/// The named columns as rows × inputs; null and infinite values become `NaN`, which is "cannot be said". So does a column that
/// another mapping kept and that the frame lacks.
///
/// # Errors
/// `Error::Engine` where a column is missing or holds no numbers.
pub fn matrix(frame: &DataFrame, inputs: &[String]) -> Result<Array2<f32>> {
    let mut x = Array2::from_elem((frame.height(), inputs.len()), f32::NAN);
    for (place, name) in inputs.iter().enumerate() {
        if is_kept(name) && frame.column(name).is_err() {
            continue;
        }
        let column = frame.column(name)?.cast(&DataType::Float32)?;
        for (cell, value) in x.column_mut(place).iter_mut().zip(column.f32()?.iter()) {
            *cell = value.filter(|value| value.is_finite()).unwrap_or(f32::NAN);
        }
    }
    Ok(x)
}

#[cfg(test)]
mod tests {
    use super::*;
    use polars::prelude::df;

    #[test]
    fn columns_become_a_matrix_in_the_order_asked_for() {
        let frame = df!("a" => [Some(1.0f32), None], "b" => [2i32, 3], "c" => [f64::INFINITY, 4.0]).unwrap();
        let x = matrix(&frame, &["c".into(), "a".into(), "b".into()]).unwrap();
        assert_eq!(x.shape(), [2, 3]);
        assert!(x[[0, 0]].is_nan() && x[[1, 1]].is_nan());
        assert_eq!([x[[0, 1]], x[[0, 2]], x[[1, 0]], x[[1, 2]]], [1.0, 2.0, 4.0, 3.0]);
        assert!(matrix(&frame, &["d".into()]).is_err());
        assert!(matrix(&frame, &["x_d".into()]).unwrap().iter().all(|value| value.is_nan()));
    }
}
