using Erasure.Parquet.Thrift;

namespace Erasure.Parquet.Schema;

/// <summary>What values mean.</summary>
internal enum LogicalKind
{
    None,
    String,
    Map,
    List,
    Enum,
    Decimal,
    Date,
    Time,
    Timestamp,
    Integer,
    Json,
    Bson,
    Uuid,
    Float16,
    Interval,
    Geometry,

    /// <summary>Nulls alone: what Arrow writes of a column that never had a value.</summary>
    Null,
    Other,
}

/// <summary>A logical type, from the annotation or from the older converted type.</summary>
/// <param name="Kind">What values mean.</param>
/// <param name="Scale">Digits behind the point, of decimals.</param>
/// <param name="UnitsPerSecond">1,000, 1,000,000 or 1,000,000,000, of times and timestamps.</param>
/// <param name="IsUtc">The instant is in UTC, of timestamps; false is a local wall clock.</param>
/// <param name="BitWidth">Of integers.</param>
/// <param name="IsSigned">Of integers.</param>
internal sealed record LogicalType(LogicalKind Kind, int Scale = 0, long UnitsPerSecond = 0, bool IsUtc = false, int BitWidth = 0, bool IsSigned = true)
{
    private static readonly LogicalType None = new(LogicalKind.None);

    public static LogicalType Of(ThriftStruct element)
    {
        if (element.Struct(10) is { Fields: [(short id, { Reference: ThriftStruct parameters }), ..] })
        {
            return FromAnnotation(id, parameters);
        }

        return element.Int(6) is { } converted ? FromConverted(converted, element.Int(7) ?? 0) : None;
    }

    private static LogicalType FromAnnotation(short id, ThriftStruct parameters) => id switch
    {
        1 => new(LogicalKind.String),
        2 => new(LogicalKind.Map),
        3 => new(LogicalKind.List),
        4 => new(LogicalKind.Enum),
        5 => new(LogicalKind.Decimal, Scale: parameters.RequiredInt(1, "DecimalType.scale")),
        6 => new(LogicalKind.Date),
        7 => new(LogicalKind.Time, UnitsPerSecond: Unit(parameters), IsUtc: parameters.Bool(1) ?? false),
        8 => new(LogicalKind.Timestamp, UnitsPerSecond: Unit(parameters), IsUtc: parameters.Bool(1) ?? false),
        10 => new(LogicalKind.Integer, BitWidth: parameters.RequiredInt(1, "IntType.bitWidth"), IsSigned: parameters.Bool(2) ?? true),
        11 => new(LogicalKind.Null),
        12 => new(LogicalKind.Json),
        13 => new(LogicalKind.Bson),
        14 => new(LogicalKind.Uuid),
        15 => new(LogicalKind.Float16),
        17 or 18 => new(LogicalKind.Geometry),
        _ => new(LogicalKind.Other),
    };

    private static LogicalType FromConverted(int converted, int scale) => converted switch
    {
        0 => new(LogicalKind.String),
        1 or 2 => new(LogicalKind.Map),
        3 => new(LogicalKind.List),
        4 => new(LogicalKind.Enum),
        5 => new(LogicalKind.Decimal, Scale: scale),
        6 => new(LogicalKind.Date),
        7 => new(LogicalKind.Time, UnitsPerSecond: 1_000, IsUtc: true),
        8 => new(LogicalKind.Time, UnitsPerSecond: 1_000_000, IsUtc: true),
        9 => new(LogicalKind.Timestamp, UnitsPerSecond: 1_000, IsUtc: true),
        10 => new(LogicalKind.Timestamp, UnitsPerSecond: 1_000_000, IsUtc: true),
        >= 11 and <= 14 => new(LogicalKind.Integer, BitWidth: 8 << (converted - 11), IsSigned: false),
        >= 15 and <= 18 => new(LogicalKind.Integer, BitWidth: 8 << (converted - 15)),
        19 => new(LogicalKind.Json),
        20 => new(LogicalKind.Bson),
        21 => new(LogicalKind.Interval),
        _ => new(LogicalKind.Other),
    };

    private static long Unit(ThriftStruct parameters) => parameters.Struct(2) is { Fields: [(short unit, _), ..] }
        ? unit switch
        {
            1 => 1_000,
            2 => 1_000_000,
            3 => 1_000_000_000,
            _ => 0,
        }
        : 0;
}
