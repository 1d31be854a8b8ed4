//! The columns of a declaration line. Names follow the WCO Data Model; the unit stands last.

use super::column::{Boxes, Column, Kind, Need, Unit};

/// Number of the declaration.
pub const DECLARATION_ID: Column = Column {
    name: "declaration_id",
    kind: Kind::Text,
    unit: Unit::None,
    need: Need::Required,
    about: "Number of the declaration",
    boxes: Boxes { china: "EntryId 海关编号", sad: "A", wco: "D026 Declaration.ID" },
};
/// Line within the declaration; 1 where the source has none.
pub const ITEM_NO: Column = Column {
    name: "item_no",
    kind: Kind::Whole,
    unit: Unit::None,
    need: Need::Optional,
    about: "Line within the declaration; 1 where the source has none",
    boxes: Boxes { china: "GNo 项号", sad: "32", wco: "006 GovernmentAgencyGoodsItem.SequenceNumeric" },
};
/// Day the declaration was accepted; the clock of everything else.
pub const ACCEPTED_ON: Column = Column {
    name: "accepted_on",
    kind: Kind::Date,
    unit: Unit::None,
    need: Need::Required,
    about: "Day the declaration was accepted; the clock of everything else",
    boxes: Boxes { china: "DDate 申报日期", sad: "A", wco: "D023 Declaration.AcceptanceDateTime" },
};
/// Hour of acceptance, local time, 0-23.
pub const ACCEPTED_HOUR: Column = Column {
    name: "accepted_hour",
    kind: Kind::Whole,
    unit: Unit::Hour,
    need: Need::Optional,
    about: "Hour of acceptance, local time, 0-23",
    boxes: Boxes { china: "DDate 申报日期", sad: "A", wco: "D023 Declaration.AcceptanceDateTime" },
};
/// Customs office of declaration.
pub const OFFICE: Column = Column {
    name: "office",
    kind: Kind::Text,
    unit: Unit::None,
    need: Need::Optional,
    about: "Customs office of declaration",
    boxes: Boxes { china: "IEPort 出境关别", sad: "A", wco: "G005 DeclarationOffice.ID" },
};
/// Customs procedure or trade mode, in the source's code.
pub const PROCEDURE: Column = Column {
    name: "procedure",
    kind: Kind::Text,
    unit: Unit::None,
    need: Need::Optional,
    about: "Customs procedure or trade mode, in the source's code",
    boxes: Boxes { china: "TradeMode 监管方式", sad: "37", wco: "166 GovernmentProcedure.CurrentCode" },
};
/// Mode at the border, UN/ECE Recommendation 19: 1 sea, 2 rail, 3 road, 4 air, 5 mail, 7 fixed, 8 inland water, 9 unknown.
pub const TRANSPORT_MODE: Column = Column {
    name: "transport_mode",
    kind: Kind::Text,
    unit: Unit::None,
    need: Need::Optional,
    about: "Mode at the border, UN/ECE Recommendation 19: 1 sea, 2 rail, 3 road, 4 air, 5 mail, 7 fixed, 8 inland water, 9 unknown",
    boxes: Boxes { china: "TrafMode 运输方式", sad: "25", wco: "T005 BorderTransportMeans.ModeCode" },
};
/// Register number of the exporter (seller, on imports).
pub const EXPORTER_ID: Column = Column {
    name: "exporter_id",
    kind: Kind::Text,
    unit: Unit::None,
    need: Need::Optional,
    about: "Register number of the exporter (seller, on imports)",
    boxes: Boxes { china: "TradeCode 境内发货人", sad: "2", wco: "R032 Exporter.ID" },
};
/// Name of the exporter.
pub const EXPORTER_NAME: Column = Column {
    name: "exporter_name",
    kind: Kind::Text,
    unit: Unit::None,
    need: Need::Optional,
    about: "Name of the exporter",
    boxes: Boxes { china: "TradeCoName 境内发货人", sad: "2", wco: "R031 Exporter.Name" },
};
/// Register number of the producer or domestic seller behind the exporter.
pub const PRODUCER_ID: Column = Column {
    name: "producer_id",
    kind: Kind::Text,
    unit: Unit::None,
    need: Need::Optional,
    about: "Register number of the producer or domestic seller behind the exporter",
    boxes: Boxes { china: "OwnerCode 生产销售单位", sad: "", wco: "R040 Manufacturer.ID" },
};
/// Register number of the declarant or customs broker.
pub const AGENT_ID: Column = Column {
    name: "agent_id",
    kind: Kind::Text,
    unit: Unit::None,
    need: Need::Optional,
    about: "Register number of the declarant or customs broker",
    boxes: Boxes { china: "AgentCode 申报单位", sad: "14", wco: "R004 Agent.ID" },
};
/// Register number of the consignee (importer, on imports).
pub const CONSIGNEE_ID: Column = Column {
    name: "consignee_id",
    kind: Kind::Text,
    unit: Unit::None,
    need: Need::Optional,
    about: "Register number of the consignee (importer, on imports)",
    boxes: Boxes { china: "", sad: "8", wco: "R015 Consignee.ID" },
};
/// Name of the consignee.
pub const CONSIGNEE_NAME: Column = Column {
    name: "consignee_name",
    kind: Kind::Text,
    unit: Unit::None,
    need: Need::Optional,
    about: "Name of the consignee",
    boxes: Boxes { china: "OverseasConsignorEname 境外收货人", sad: "8", wco: "R014 Consignee.Name" },
};
/// Address of the consignee.
pub const CONSIGNEE_ADDRESS: Column = Column {
    name: "consignee_address",
    kind: Kind::Text,
    unit: Unit::None,
    need: Need::Optional,
    about: "Address of the consignee",
    boxes: Boxes { china: "", sad: "8", wco: "239 Consignee.Address.Line" },
};
/// Country of the consignee's address, ISO 3166-1 alpha-2.
pub const CONSIGNEE_COUNTRY: Column = Column {
    name: "consignee_country",
    kind: Kind::Text,
    unit: Unit::None,
    need: Need::Optional,
    about: "Country of the consignee's address, ISO 3166-1 alpha-2",
    boxes: Boxes { china: "TradeAreaCode 贸易国", sad: "8", wco: "242 Consignee.Address.CountryCode" },
};
/// Named end user, where a licence or remark gives one.
pub const END_USER_NAME: Column = Column {
    name: "end_user_name",
    kind: Kind::Text,
    unit: Unit::None,
    need: Need::Optional,
    about: "Named end user, where a licence or remark gives one",
    boxes: Boxes { china: "", sad: "", wco: "R057 EndUser.Name" },
};
/// Commodity code as declared, 6, 8 or 10 digits with leading zeros.
pub const HS_CODE: Column = Column {
    name: "hs_code",
    kind: Kind::Text,
    unit: Unit::None,
    need: Need::Required,
    about: "Commodity code as declared, 6, 8 or 10 digits with leading zeros",
    boxes: Boxes { china: "CodeTS 商品编号", sad: "33", wco: "145 Classification.ID" },
};
/// Name of the goods as declared.
pub const GOODS_DESCRIPTION: Column = Column {
    name: "goods_description",
    kind: Kind::Text,
    unit: Unit::None,
    need: Need::Optional,
    about: "Name of the goods as declared",
    boxes: Boxes { china: "GName 商品名称", sad: "31", wco: "138 Commodity.Description" },
};
/// Specification and declaration elements as declared, separated by |.
pub const GOODS_SPECIFICATION: Column = Column {
    name: "goods_specification",
    kind: Kind::Text,
    unit: Unit::None,
    need: Need::Optional,
    about: "Specification and declaration elements as declared, separated by |",
    boxes: Boxes { china: "GModel 规格型号", sad: "31", wco: "138 Commodity.Description" },
};
/// Marks and remarks, where 属于两用物项 or 不属于管制物项 must stand.
pub const REMARKS: Column = Column {
    name: "remarks",
    kind: Kind::Text,
    unit: Unit::None,
    need: Need::Optional,
    about: "Marks and remarks, where 属于两用物项 or 不属于管制物项 must stand",
    boxes: Boxes { china: "NoteS 标记唛码及备注", sad: "44", wco: "225 AdditionalInformation.Content" },
};
/// Country of origin, ISO 3166-1 alpha-2.
pub const ORIGIN_COUNTRY: Column = Column {
    name: "origin_country",
    kind: Kind::Text,
    unit: Unit::None,
    need: Need::Optional,
    about: "Country of origin, ISO 3166-1 alpha-2",
    boxes: Boxes { china: "CusOriginCountry 原产国", sad: "34", wco: "063 Origin.CountryCode" },
};
/// Country the goods leave from, ISO 3166-1 alpha-2.
pub const EXPORT_COUNTRY: Column = Column {
    name: "export_country",
    kind: Kind::Text,
    unit: Unit::None,
    need: Need::Optional,
    about: "Country the goods leave from, ISO 3166-1 alpha-2",
    boxes: Boxes { china: "", sad: "15", wco: "062 ExportCountry.ID" },
};
/// Domestic source of the goods (district code or province).
pub const SOURCE_REGION: Column = Column {
    name: "source_region",
    kind: Kind::Text,
    unit: Unit::None,
    need: Need::Optional,
    about: "Domestic source of the goods (district code or province)",
    boxes: Boxes { china: "OrigPlaceCode 境内货源地", sad: "34b", wco: "064 Origin.RegionID" },
};
/// Port or office of exit, UN/LOCODE where known.
pub const EXIT_PORT: Column = Column {
    name: "exit_port",
    kind: Kind::Text,
    unit: Unit::None,
    need: Need::Optional,
    about: "Port or office of exit, UN/LOCODE where known",
    boxes: Boxes { china: "EntyPortCode 离境口岸", sad: "29", wco: "G016 ExitOffice.ID" },
};
/// Countries passed on the way, ISO alpha-2, in order, separated by ;.
pub const TRANSIT_COUNTRIES: Column = Column {
    name: "transit_countries",
    kind: Kind::Text,
    unit: Unit::None,
    need: Need::Optional,
    about: "Countries passed on the way, ISO alpha-2, in order, separated by ;",
    boxes: Boxes { china: "", sad: "", wco: "L010 TransitCountry.ID" },
};
/// Port of discharge, UN/LOCODE where known.
pub const DISCHARGE_PORT: Column = Column {
    name: "discharge_port",
    kind: Kind::Text,
    unit: Unit::None,
    need: Need::Optional,
    about: "Port of discharge, UN/LOCODE where known",
    boxes: Boxes { china: "DistinatePort 指运港", sad: "27", wco: "L013 UnloadingLocation.ID" },
};
/// Country of final destination, ISO 3166-1 alpha-2.
pub const DESTINATION_COUNTRY: Column = Column {
    name: "destination_country",
    kind: Kind::Text,
    unit: Unit::None,
    need: Need::Optional,
    about: "Country of final destination, ISO 3166-1 alpha-2",
    boxes: Boxes { china: "DestinationCountry 最终目的国", sad: "17", wco: "L069 Destination.CountryCode" },
};
/// Number of packages of the line.
pub const PACKAGES_N: Column = Column {
    name: "packages_n",
    kind: Kind::Number,
    unit: Unit::Count,
    need: Need::Optional,
    about: "Number of packages of the line",
    boxes: Boxes { china: "PackNo 件数", sad: "31", wco: "144 Packaging.QuantityQuantity" },
};
/// Kind of package, UN/ECE Recommendation 21: VR bulk, NE unpacked, BG bag, CT carton, 7B wooden case, DR drum, BO bottle, CY cylinder, PX pallet, ZZ other.
pub const PACKAGE_TYPE: Column = Column {
    name: "package_type",
    kind: Kind::Text,
    unit: Unit::None,
    need: Need::Optional,
    about: "Kind of package, UN/ECE Recommendation 21: VR bulk, NE unpacked, BG bag, CT carton, 7B wooden case, DR drum, BO bottle, CY cylinder, PX pallet, ZZ other",
    boxes: Boxes { china: "WrapType 包装种类", sad: "31", wco: "141 Packaging.TypeCode" },
};
/// Gross mass of the line.
pub const GROSS_MASS_KG: Column = Column {
    name: "gross_mass_kg",
    kind: Kind::Number,
    unit: Unit::Kilogram,
    need: Need::Optional,
    about: "Gross mass of the line",
    boxes: Boxes { china: "GrossWet 毛重", sad: "35", wco: "126 GoodsMeasure.GrossMassMeasure" },
};
/// Net mass of the line.
pub const NET_MASS_KG: Column = Column {
    name: "net_mass_kg",
    kind: Kind::Number,
    unit: Unit::Kilogram,
    need: Need::OneOf("mass or quantity"),
    about: "Net mass of the line",
    boxes: Boxes { china: "NetWt 净重", sad: "38", wco: "128 GoodsMeasure.NetNetWeightMeasure" },
};
/// Supplementary quantity, in quantity_unit.
pub const QUANTITY: Column = Column {
    name: "quantity",
    kind: Kind::Number,
    unit: Unit::Count,
    need: Need::OneOf("mass or quantity"),
    about: "Supplementary quantity, in quantity_unit",
    boxes: Boxes { china: "GQty 成交数量", sad: "41", wco: "130 GoodsMeasure.TariffQuantity" },
};
/// Unit of the supplementary quantity, UN/ECE Recommendation 20 (KGM, NMB, MTK ...).
pub const QUANTITY_UNIT: Column = Column {
    name: "quantity_unit",
    kind: Kind::Text,
    unit: Unit::None,
    need: Need::Optional,
    about: "Unit of the supplementary quantity, UN/ECE Recommendation 20 (KGM, NMB, MTK ...)",
    boxes: Boxes { china: "GUnit 成交单位", sad: "41", wco: "130 GoodsMeasure.TariffQuantity.unitCode" },
};
/// Number of containers that carry the declaration.
pub const CONTAINERS_N: Column = Column {
    name: "containers_n",
    kind: Kind::Number,
    unit: Unit::Count,
    need: Need::Optional,
    about: "Number of containers that carry the declaration",
    boxes: Boxes { china: "", sad: "31", wco: "D1 TransportEquipment count" },
};
/// Container numbers, separated by ;.
pub const CONTAINER_IDS: Column = Column {
    name: "container_ids",
    kind: Kind::Text,
    unit: Unit::None,
    need: Need::Optional,
    about: "Container numbers, separated by ;",
    boxes: Boxes { china: "", sad: "31", wco: "159 TransportEquipment.ID" },
};
/// Volume of the packed goods.
pub const VOLUME_M3: Column = Column {
    name: "volume_m3",
    kind: Kind::Number,
    unit: Unit::CubicMetre,
    need: Need::Optional,
    about: "Volume of the packed goods",
    boxes: Boxes { china: "", sad: "", wco: "131 GoodsMeasure.GrossVolumeMeasure" },
};
/// Value of the line in US dollars of its day.
pub const STATISTICAL_VALUE_USD: Column = Column {
    name: "statistical_value_usd",
    kind: Kind::Number,
    unit: Unit::UsDollar,
    need: Need::Required,
    about: "Value of the line in US dollars of its day",
    boxes: Boxes { china: "DeclTotal 总价", sad: "46", wco: "114 GovernmentAgencyGoodsItem.StatisticalValueAmount" },
};
/// Terms of delivery (FOB, CIF ...).
pub const INCOTERM: Column = Column {
    name: "incoterm",
    kind: Kind::Text,
    unit: Unit::None,
    need: Need::Optional,
    about: "Terms of delivery (FOB, CIF ...)",
    boxes: Boxes { china: "TransMode 成交方式", sad: "20", wco: "090 TradeTerms.ConditionCode" },
};
/// Number of the export licence, empty where none was presented.
pub const LICENCE_NO: Column = Column {
    name: "licence_no",
    kind: Kind::Text,
    unit: Unit::None,
    need: Need::Optional,
    about: "Number of the export licence, empty where none was presented",
    boxes: Boxes { china: "LicenseNo 许可证号", sad: "44", wco: "D005 AdditionalDocument.ID" },
};
/// Number of the contract or invoice.
pub const CONTRACT_NO: Column = Column {
    name: "contract_no",
    kind: Kind::Text,
    unit: Unit::None,
    need: Need::Optional,
    about: "Number of the contract or invoice",
    boxes: Boxes { china: "ContrNo 合同协议号", sad: "44", wco: "D016 Invoice.ID" },
};

/// All columns of a declaration line, in the order in which they are printed and written.
pub const DECLARATION: &[Column] = &[
    DECLARATION_ID,
    ITEM_NO,
    ACCEPTED_ON,
    ACCEPTED_HOUR,
    OFFICE,
    PROCEDURE,
    TRANSPORT_MODE,
    EXPORTER_ID,
    EXPORTER_NAME,
    PRODUCER_ID,
    AGENT_ID,
    CONSIGNEE_ID,
    CONSIGNEE_NAME,
    CONSIGNEE_ADDRESS,
    CONSIGNEE_COUNTRY,
    END_USER_NAME,
    HS_CODE,
    GOODS_DESCRIPTION,
    GOODS_SPECIFICATION,
    REMARKS,
    ORIGIN_COUNTRY,
    EXPORT_COUNTRY,
    SOURCE_REGION,
    EXIT_PORT,
    TRANSIT_COUNTRIES,
    DISCHARGE_PORT,
    DESTINATION_COUNTRY,
    PACKAGES_N,
    PACKAGE_TYPE,
    GROSS_MASS_KG,
    NET_MASS_KG,
    QUANTITY,
    QUANTITY_UNIT,
    CONTAINERS_N,
    CONTAINER_IDS,
    VOLUME_M3,
    STATISTICAL_VALUE_USD,
    INCOTERM,
    LICENCE_NO,
    CONTRACT_NO,
];
