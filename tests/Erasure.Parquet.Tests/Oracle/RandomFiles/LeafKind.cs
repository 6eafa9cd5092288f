using System.Buffers.Binary;
using ParquetSharp;

namespace Erasure.Parquet.Tests.Oracle.RandomFiles;

/// <summary>A type of leaf columns, and how its values are drawn.</summary>
/// <param name="Name">For messages, and for writers to choose by.</param>
/// <param name="Physical">How values are stored.</param>
/// <param name="Logical">What values mean.</param>
/// <param name="Draw">A value in the bytes of its physical type, little-endian numbers; a boolean takes a byte.</param>
/// <param name="Width">Bytes of a FIXED_LEN_BYTE_ARRAY; -1 for the others.</param>
internal sealed record LeafKind(string Name, PhysicalType Physical, Func<LogicalType> Logical, Func<Random, byte[]> Draw, int Width = -1)
{
    private const long SecondsOfYears = 2_000_000_000;

    public static readonly LeafKind String = Text("string", LogicalType.String, random => random.Next(3) switch
    {
        0 => "",
        1 => new string((char)('a' + random.Next(26)), random.Next(90)),
        _ => $"é😀{random.Next(100_000)}",
    });

    public static readonly LeafKind Int32 = Number("int32", 32, random => random.Next(int.MinValue, int.MaxValue));

    public static readonly LeafKind Int64 = Number("int64", 64, random => random.NextInt64(long.MinValue, long.MaxValue));

    public static readonly LeafKind Uuid = Fixed("uuid", 16, LogicalType.Uuid);

    /// <summary>Types that every writer and reader here knows.</summary>
    public static readonly LeafKind[] Common =
    [
        String,
        Int32,
        Int64,
        new("boolean", PhysicalType.Boolean, LogicalType.None, random => [(byte)random.Next(2)]),
        new(
            "float",
            PhysicalType.Float,
            LogicalType.None,
            random => BitConverter.GetBytes(random.Next(30) switch { 0 => float.NaN, 1 => -0f, 2 => float.NegativeInfinity, _ => random.NextSingle() * 1000 - 500 })),
        new(
            "double",
            PhysicalType.Double,
            LogicalType.None,
            random => BitConverter.GetBytes(random.Next(30) switch { 0 => double.NaN, 1 => -0d, 2 => double.PositiveInfinity, _ => random.NextDouble() * 1000 - 500 })),
        new("binary", PhysicalType.ByteArray, LogicalType.None, random => Bytes(random, random.Next(24))),
        Uuid,
        new("timestamp", PhysicalType.Int64, () => LogicalType.Timestamp(isAdjustedToUtc: true, TimeUnit.Micros), random => Long(random.NextInt64(SecondsOfYears * 1_000_000))),
        new("decimal", PhysicalType.Int64, () => LogicalType.Decimal(18, 4), random => Long(random.NextInt64(-1_000_000, 1_000_000))),
    ];

    /// <summary>Types that DuckDB and arrow-rs take over from a file besides.</summary>
    public static readonly LeafKind[] Wide =
    [
        .. Common,
        Number("int8", 32, random => random.Next(-128, 128), () => LogicalType.Int(8, isSigned: true)),
        Number("int16", 32, random => random.Next(-1000, 1000), () => LogicalType.Int(16, isSigned: true)),
        Number("uint8", 32, random => random.Next(256), () => LogicalType.Int(8, isSigned: false)),
        Number("uint32", 32, random => random.Next(int.MinValue, int.MaxValue), () => LogicalType.Int(32, isSigned: false)),
        Number("uint64", 64, random => random.NextInt64(long.MinValue, long.MaxValue), () => LogicalType.Int(64, isSigned: false)),
        Number("date", 32, random => random.Next(-20_000, 40_000), LogicalType.Date),
        Number("time in micros", 64, random => random.NextInt64(86_400_000_000), () => LogicalType.Time(isAdjustedToUtc: false, TimeUnit.Micros)),
        Number("local timestamp", 64, random => random.NextInt64(SecondsOfYears * 1_000_000), () => LogicalType.Timestamp(isAdjustedToUtc: false, TimeUnit.Micros)),
        Number("timestamp in nanos", 64, random => random.NextInt64(SecondsOfYears * 1_000_000_000), () => LogicalType.Timestamp(isAdjustedToUtc: false, TimeUnit.Nanos)),
        Number("decimal on INT32", 32, random => random.Next(-99_999, 99_999), () => LogicalType.Decimal(9, 2)),
        Fixed("decimal on FIXED_LEN_BYTE_ARRAY", 16, () => LogicalType.Decimal(38, 10), random => Decimal(random, 16)),
        Text("JSON", LogicalType.Json, random => $"{{\"n\":{random.Next(50)}}}"),
    ];

    /// <summary>All types, for a writer that takes a schema as it is.</summary>
    public static readonly LeafKind[] All =
    [
        .. Wide,
        Number("uint16", 32, random => random.Next(65_536), () => LogicalType.Int(16, isSigned: false)),
        Number("time in millis", 32, random => random.Next(86_400_000), () => LogicalType.Time(isAdjustedToUtc: true, TimeUnit.Millis)),
        Number("time in nanos", 64, random => random.NextInt64(86_400_000_000_000), () => LogicalType.Time(isAdjustedToUtc: true, TimeUnit.Nanos)),
        Number("timestamp in millis", 64, random => random.NextInt64(SecondsOfYears * 1000), () => LogicalType.Timestamp(isAdjustedToUtc: true, TimeUnit.Millis)),
        new("INT96", PhysicalType.Int96, LogicalType.None, random => [.. Long(random.NextInt64(86_400_000_000_000)), .. BitConverter.GetBytes(random.Next(2_440_000, 2_460_000))]),
        new("decimal on BYTE_ARRAY", PhysicalType.ByteArray, () => LogicalType.Decimal(20, 3), random => Decimal(random, 9)),
        Text("enum", LogicalType.Enum, random => random.Next(3) switch { 0 => "red", 1 => "green", _ => "blue" }),
        new("BSON", PhysicalType.ByteArray, LogicalType.Bson, random => Bytes(random, random.Next(12))),
        Fixed("fixed", 5, LogicalType.None),
        Fixed("long fixed", 100, LogicalType.None),
        Fixed("float16", 2, LogicalType.Float16, random => BitConverter.GetBytes((Half)(random.NextSingle() * 100))),
    ];

    private static LeafKind Text(string name, Func<LogicalType> logical, Func<Random, string> draw) =>
        new(name, PhysicalType.ByteArray, logical, random => System.Text.Encoding.UTF8.GetBytes(draw(random)));

    private static LeafKind Number(string name, int bits, Func<Random, long> draw, Func<LogicalType>? logical = null) => bits == 32
        ? new(name, PhysicalType.Int32, logical ?? LogicalType.None, random => BitConverter.GetBytes((int)draw(random)))
        : new(name, PhysicalType.Int64, logical ?? LogicalType.None, random => Long(draw(random)));

    private static LeafKind Fixed(string name, int width, Func<LogicalType> logical, Func<Random, byte[]>? draw = null) =>
        new(name, PhysicalType.FixedLenByteArray, logical, draw ?? (random => Bytes(random, width)), width);

    private static byte[] Long(long value) => BitConverter.GetBytes(value);

    private static byte[] Bytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private static byte[] Decimal(Random random, int width)
    {
        var bytes = new byte[width];
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(width - 8), random.NextInt64(-1_000_000_000, 1_000_000_000));
        bytes.AsSpan(0, width - 8).Fill((byte)((bytes[width - 8] & 0x80) == 0 ? 0 : 0xff));
        return bytes;
    }
}
