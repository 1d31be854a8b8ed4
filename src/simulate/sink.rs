//! Writes lines and their truth, batch by batch, so that memory does not grow with the world.

use super::facts::Facts;
use super::line::Line;
use super::options::Layout;
use crate::error::{Error, Result};
use crate::schema::{self, Kind};
use polars::io::parquet::write::BatchedWriter;
use polars::prelude::{Column, DataFrame, DataType, IntoColumn, NamedFrom, ParquetCompression, ParquetWriter, Series};
use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

/// Lines per row group.
pub(super) const BATCH: usize = 50_000;

enum Form {
    /// The writer once the first batch has told the schema; the file until then.
    Parquet(Option<Box<BatchedWriter<BufWriter<File>>>>, Option<BufWriter<File>>),
    /// The writer, and whether the header stands already.
    Csv(Box<csv::Writer<BufWriter<File>>>, bool),
}

/// One table being written.
pub(super) struct Sink {
    path: PathBuf,
    form: Form,
}

impl Sink {
    /// Opens `stem`.parquet or `stem`.csv in a folder.
    pub(super) fn open(folder: &Path, stem: &str, layout: Layout) -> Result<Sink> {
        let path = folder.join(format!("{stem}.{}", if layout == Layout::Parquet { "parquet" } else { "csv" }));
        let file = BufWriter::with_capacity(1 << 20, File::create(&path).map_err(|cause| Error::write(&path, cause))?);
        let form = match layout {
            Layout::Parquet => Form::Parquet(None, Some(file)),
            Layout::Csv => Form::Csv(Box::new(csv::Writer::from_writer(file)), false),
        };
        Ok(Sink { path, form })
    }

    /// Appends a batch.
    pub(super) fn write(&mut self, frame: &DataFrame) -> Result<()> {
        match &mut self.form {
            Form::Parquet(writer, slot) => {
                if let Some(file) = slot.take() {
                    let zstd = ParquetCompression::Zstd(None);
                    *writer = Some(Box::new(ParquetWriter::new(file).with_compression(zstd).batched(frame.schema())?));
                }
                if let Some(writer) = writer {
                    writer.write_batch(frame)?;
                }
                Ok(())
            }
            Form::Csv(writer, headed) => {
                let fail = |cause: csv::Error| Error::write(&self.path, std::io::Error::other(cause));
                if !std::mem::replace(headed, true) {
                    writer.write_record(frame.get_column_names().iter().map(|n| n.as_str())).map_err(fail)?;
                }
                for row in 0..frame.height() {
                    for column in frame.columns() {
                        let value = column.get(row)?;
                        let text = if value.is_null() { String::new() } else { value.str_value().into_owned() };
                        writer.write_field(text).map_err(fail)?;
                    }
                    writer.write_record(None::<&[u8]>).map_err(fail)?;
                }
                Ok(())
            }
        }
    }

    /// Ends the file and makes sure it is on the disk.
    pub(super) fn close(self) -> Result<PathBuf> {
        let fail = |cause: std::io::Error| Error::write(&self.path, cause);
        match self.form {
            Form::Parquet(Some(writer), _) => {
                writer.finish()?;
            }
            Form::Parquet(None, _) => {}
            Form::Csv(mut writer, _) => writer.flush().map_err(fail)?,
        }
        File::open(&self.path).and_then(|file| file.sync_all()).map_err(fail)?;
        Ok(self.path.clone())
    }
}

fn text<'a>(lines: &'a [Line], name: &str, get: impl Fn(&'a Line) -> &'a str) -> Column {
    let values: Vec<Option<&str>> = lines.iter().map(|line| Some(get(line)).filter(|t| !t.is_empty())).collect();
    Series::new(name.into(), values).into_column()
}

/// The declarations as `schema::DECLARATION` lists them.
pub(super) fn declarations(lines: &[Line]) -> Result<DataFrame> {
    let columns = schema::DECLARATION
        .iter()
        .map(|column| {
            let name = column.name;
            let series = match column.kind {
                Kind::Text => text(lines, name, |line| text_of(line, name)),
                Kind::Date => Series::new(name.into(), lines.iter().map(|l| l.day).collect::<Vec<_>>())
                    .into_column()
                    .cast(&DataType::Date)?,
                Kind::Whole => {
                    let whole = |l: &Line| if column == &schema::ITEM_NO { l.item_no } else { l.hour };
                    Series::new(name.into(), lines.iter().map(whole).collect::<Vec<_>>()).into_column()
                }
                Kind::Number | Kind::Small => {
                    Series::new(name.into(), lines.iter().map(|l| number_of(l, name)).collect::<Vec<_>>()).into_column()
                }
            };
            Ok(series)
        })
        .collect::<Result<Vec<_>>>()?;
    Ok(DataFrame::new(lines.len(), columns)?)
}

fn text_of<'a>(line: &'a Line, name: &str) -> &'a str {
    match name {
        "declaration_id" => &line.declaration_id,
        "office" => &line.office,
        "procedure" => &line.procedure,
        "transport_mode" => &line.transport_mode,
        "exporter_id" => &line.exporter_id,
        "exporter_name" => &line.exporter_name,
        "producer_id" => &line.producer_id,
        "agent_id" => &line.agent_id,
        "consignee_name" => &line.consignee_name,
        "consignee_address" => &line.consignee_address,
        "consignee_country" => &line.consignee_country,
        "end_user_name" => &line.end_user_name,
        "hs_code" => &line.hs_code,
        "goods_description" => &line.goods_description,
        "goods_specification" => &line.goods_specification,
        "remarks" => &line.remarks,
        "origin_country" | "export_country" => "CN",
        "source_region" => &line.source_region,
        "exit_port" => &line.exit_port,
        "transit_countries" => &line.transit_countries,
        "discharge_port" => &line.discharge_port,
        "destination_country" => &line.destination_country,
        "package_type" => &line.package_type,
        "quantity_unit" => &line.quantity_unit,
        "container_ids" => &line.container_ids,
        "incoterm" => &line.incoterm,
        "licence_no" => &line.licence_no,
        "contract_no" => &line.contract_no,
        // Foreign consignees have no register number.
        _ => "",
    }
}

fn number_of(line: &Line, name: &str) -> Option<f64> {
    match name {
        "packages_n" => line.packages_n,
        "gross_mass_kg" => line.gross_mass_kg,
        "net_mass_kg" => Some(line.net_mass_kg),
        "quantity" => line.quantity,
        "containers_n" => line.containers_n,
        "volume_m3" => line.volume_m3,
        "statistical_value_usd" => Some(line.statistical_value_usd),
        _ => None,
    }
}

/// The truth of the same lines, in the same order.
pub(super) fn truth(lines: &[Line], facts: &Facts) -> Result<DataFrame> {
    let numbers = |name: &str, get: &dyn Fn(&Line) -> f64| {
        Series::new(name.into(), lines.iter().map(get).collect::<Vec<_>>()).into_column()
    };
    let whole = |name: &str, get: &dyn Fn(&Line) -> Option<i32>| {
        Series::new(name.into(), lines.iter().map(get).collect::<Vec<_>>()).into_column()
    };
    let columns = vec![
        text(lines, "declaration_id", |l| &l.declaration_id),
        whole("item_no", &|l| Some(l.item_no)),
        whole("illicit", &|l| Some(i32::from(l.truth.scheme.is_some()))),
        text(lines, "typology", |l| l.truth.scheme.map_or("", |s| s.1.code())),
        text(lines, "look_alike", |l| l.truth.look_alike),
        text(lines, "risk_head", |l| l.truth.scheme.map_or("", |s| s.1.head())),
        text(lines, "true_hs", |l| &facts.goods[l.truth.good].hs),
        text(lines, "true_goods", |l| &facts.goods[l.truth.good].key),
        numbers("true_net_mass_kg", &|l| l.truth.net_mass_kg),
        numbers("true_value_usd", &|l| l.truth.value_usd),
        text(lines, "true_destination", |l| &facts.countries[l.truth.destination].code),
        whole("scheme_id", &|l| l.truth.scheme.map(|s| s.0 as i32)),
    ];
    Ok(DataFrame::new(lines.len(), columns)?)
}
