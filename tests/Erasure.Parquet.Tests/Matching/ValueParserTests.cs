using Erasure.Parquet.Matching;
using Erasure.Parquet.Schema;

namespace Erasure.Parquet.Tests.Matching;

public sealed class ValueParserTests
{
    [Theory]
    [InlineData("7", "07000000")]
    [InlineData("-1", "FFFFFFFF")]
    [InlineData("2147483647", "FFFFFF7F")]
    [InlineData("2147483648", null)]
    [InlineData("007", null)]
    [InlineData("+7", null)]
    [InlineData("-0", null)]
    [InlineData("7.0", null)]
    [InlineData(" 7", null)]
    [InlineData("", null)]
    [InlineData("a_string", null)]
    [InlineData("99999999999999999999999", null)]
    public void Integers_are_read_strictly(string text, string? stored) => AssertParses(PhysicalType.Int32, new(LogicalKind.None), text, stored);

    [Theory]
    [InlineData(8, true, "127", "7F000000")]
    [InlineData(8, true, "128", null)]
    [InlineData(8, false, "255", "FF000000")]
    [InlineData(8, false, "-1", null)]
    [InlineData(16, false, "65536", null)]
    [InlineData(32, false, "4294967295", "FFFFFFFF")]
    public void Narrow_and_unsigned_integers_keep_to_their_range(int bits, bool signed, string text, string? stored) =>
        AssertParses(PhysicalType.Int32, new(LogicalKind.Integer, BitWidth: bits, IsSigned: signed), text, stored);

    [Theory]
    [InlineData("18446744073709551615", "FFFFFFFFFFFFFFFF")]
    [InlineData("18446744073709551616", null)]
    public void Unsigned_64_bit_integers_reach_to_their_end(string text, string? stored) =>
        AssertParses(PhysicalType.Int64, new(LogicalKind.Integer, BitWidth: 64, IsSigned: false), text, stored);

    [Theory]
    [InlineData((int)PhysicalType.Int32, 0, 3, "123.450", "3AE20100")]
    [InlineData((int)PhysicalType.Int32, 0, 2, "123.450", "39300000")]
    [InlineData((int)PhysicalType.Int32, 0, 2, "123.456", null)]
    [InlineData((int)PhysicalType.Int32, 0, 2, "1e2", null)]
    [InlineData((int)PhysicalType.Int32, 0, 2, "007", null)]
    [InlineData((int)PhysicalType.Int32, 0, 2, "-0.00", null)]
    [InlineData((int)PhysicalType.Int64, 0, 2, "-1.5", "6AFFFFFFFFFFFFFF")]
    [InlineData((int)PhysicalType.FixedLenByteArray, 5, 2, "-1.5", "FFFFFFFF6A")]
    [InlineData((int)PhysicalType.FixedLenByteArray, 1, 2, "1.28", null)]
    [InlineData((int)PhysicalType.ByteArray, 0, 0, "128", "0080")]
    public void Decimals_compare_by_number_whatever_holds_them(int type, int length, int scale, string text, string? stored) =>
        AssertParses((PhysicalType)type, new(LogicalKind.Decimal, Scale: scale), text, stored, length);

    [Theory]
    [InlineData((int)PhysicalType.Float, "2.23", "52B80E40")]
    [InlineData((int)PhysicalType.Double, "2.23", "D7A3703D0AD70140")]
    [InlineData((int)PhysicalType.Double, "NaN", null)]
    [InlineData((int)PhysicalType.Double, "Infinity", null)]
    [InlineData((int)PhysicalType.Float, "1e39", null)]
    [InlineData((int)PhysicalType.Double, "1,5", null)]
    [InlineData((int)PhysicalType.Double, "2.230", null)]
    [InlineData((int)PhysicalType.Double, "5.0", null)]
    [InlineData((int)PhysicalType.Double, "007", null)]
    [InlineData((int)PhysicalType.Double, "1e3", null)]
    [InlineData((int)PhysicalType.Double, "-0", null)]
    [InlineData((int)PhysicalType.Double, "0.00001", "F168E388B5F8E43E")]
    [InlineData((int)PhysicalType.Double, "+22.3E-1", null)]
    [InlineData((int)PhysicalType.Double, " 2.23", null)]
    [InlineData((int)PhysicalType.Double, "-12000", "000000000070C7C0")]
    [InlineData((int)PhysicalType.Double, "9007199254740991", "FFFFFFFFFFFF3F43")]
    public void Floating_numbers_are_those_that_the_column_holds(int type, string text, string? stored) => AssertParses((PhysicalType)type, new(LogicalKind.None), text, stored);

    [Theory]
    [InlineData((int)PhysicalType.Double, "9007199254740992")]
    [InlineData((int)PhysicalType.Double, "9007199254740993")]
    [InlineData((int)PhysicalType.Double, "-1234567890123456789")]
    [InlineData((int)PhysicalType.Double, "1234567890123456800")]
    [InlineData((int)PhysicalType.Double, "1e22")]
    [InlineData((int)PhysicalType.Double, "2.2300000000000000001")]
    [InlineData((int)PhysicalType.Double, "1e-400")]
    [InlineData((int)PhysicalType.Double, "1e-99999999999999999999")]
    [InlineData((int)PhysicalType.Float, "16777216")]
    [InlineData((int)PhysicalType.Float, "16777217")]
    [InlineData((int)PhysicalType.Float, "2.23000001")]
    public void Floating_numbers_that_the_column_cannot_tell_from_others_are_not_asked_of_it(int type, string text) => AssertParses((PhysicalType)type, new(LogicalKind.None), text, stored: null);

    [Fact]
    public void Zero_means_both_zeros() => Assert.Equal(2, ValueParser.Parse(Column(PhysicalType.Double, new(LogicalKind.None)), "0").Count);

    [Theory]
    [InlineData("2024-02-29", "464D0000")]
    [InlineData("1969-12-31", "FFFFFFFF")]
    [InlineData("2023-02-29", null)]
    [InlineData("29.02.2024", null)]
    public void Dates_are_iso_dates(string text, string? stored) => AssertParses(PhysicalType.Int32, new(LogicalKind.Date), text, stored);

    [Theory]
    [InlineData("1970-01-01T00:00:01Z", 1_000, true, "E803000000000000")]
    [InlineData("1970-01-01 00:00:01", 1_000, true, "E803000000000000")]
    [InlineData("1970-01-01T02:00:01+02:00", 1_000, true, "E803000000000000")]
    [InlineData("1970-01-01 02:00:01+02", 1_000, true, "E803000000000000")]
    [InlineData("1970-01-01T02:00:01+02:00", 1_000, false, null)]
    [InlineData("1970-01-01T00:00:01.0005", 1_000, false, null)]
    [InlineData("1970-01-01T00:00:01.0005", 1_000_000, false, "34440F0000000000")]
    [InlineData("1970-01-01T00:00:00.000000001", 1_000_000_000, false, "0100000000000000")]
    [InlineData("1970-01-01", 1_000, true, null)]
    [InlineData("1970-01-01T25:00:00", 1_000, true, null)]
    [InlineData("9999-12-31T00:00:00", 1_000_000_000, true, null)]
    public void Timestamps_are_instants_or_wall_clocks(string text, long units, bool isUtc, string? stored) =>
        AssertParses(PhysicalType.Int64, new(LogicalKind.Timestamp, UnitsPerSecond: units, IsUtc: isUtc), text, stored);

    [Theory]
    [InlineData("1970-01-01T00:00:00.000000005", "05000000000000008C3D2500")]
    [InlineData("1969-12-31T23:59:59", "0036B455944E00008B3D2500")]
    public void Int96_is_nanosecond_and_julian_day(string text, string stored) => AssertParses(PhysicalType.Int96, new(LogicalKind.None), text, stored);

    [Theory]
    [InlineData("13:45:00.5", 1_000, "5451F30200000000")]
    [InlineData("24:00:00", 1_000, null)]
    public void Times_are_units_since_midnight(string text, long units, string? stored) =>
        AssertParses(PhysicalType.Int64, new(LogicalKind.Time, UnitsPerSecond: units), text, stored);

    [Theory]
    [InlineData("true", "01")]
    [InlineData("False", "00")]
    [InlineData("1", null)]
    public void Booleans_are_words(string text, string? stored) => AssertParses(PhysicalType.Boolean, new(LogicalKind.None), text, stored);

    [Theory]
    [InlineData("00112233-4455-6677-8899-aabbccddeeff", "00112233445566778899AABBCCDDEEFF")]
    [InlineData("00112233445566778899AABBCCDDEEFF", "00112233445566778899AABBCCDDEEFF")]
    [InlineData("{00112233-4455-6677-8899-aabbccddeeff}", null)]
    public void Uuids_are_big_endian(string text, string? stored) => AssertParses(PhysicalType.FixedLenByteArray, new(LogicalKind.Uuid), text, stored, 16);

    [Theory]
    [InlineData("0x0aff", "0AFF", "307830616666")]
    [InlineData("hex:0AFF", "0AFF")]
    [InlineData("base64:Cv8=", "0AFF")]
    [InlineData("0x0af", "3078306166")]
    [InlineData("hex:0AF")]
    [InlineData("0aff", "30616666")]
    [InlineData("plain", "706C61696E")]
    public void Variable_binary_takes_prefixes_and_the_text_itself(string text, params string[] stored) => AssertParses(PhysicalType.ByteArray, new(LogicalKind.None), 0, text, stored);

    [Theory]
    [InlineData("0aff01", "0AFF01")]
    [InlineData("Cv8B", "0AFF01")]
    [InlineData("0x0aff01", "0AFF01")]
    [InlineData("0aff01ff")]
    [InlineData("0x1", "307831")]
    [InlineData("key", "6B6579")]
    public void Fixed_binary_takes_what_has_its_length_as_hex_as_base64_or_as_text(string text, params string[] stored) =>
        AssertParses(PhysicalType.FixedLenByteArray, new(LogicalKind.None), 3, text, stored);

    [Theory]
    [InlineData("0x41", "30783431")]
    [InlineData("é", "C3A9")]
    public void Strings_are_exact(string text, string? stored) => AssertParses(PhysicalType.ByteArray, new(LogicalKind.String), text, stored);

    [Fact]
    public void Text_that_is_not_unicode_is_no_string() => Assert.Empty(ValueParser.Parse(Column(PhysicalType.ByteArray, new(LogicalKind.String)), "\ud800"));

    [Fact]
    public void Float16_tells_2048_from_no_neighbour() => AssertParses(PhysicalType.FixedLenByteArray, new(LogicalKind.Float16), "2048", stored: null, 2);

    [Fact]
    public void Float16_has_two_bytes() => AssertParses(PhysicalType.FixedLenByteArray, new(LogicalKind.Float16), "1.5", "003E", 2);

    private static void AssertParses(PhysicalType type, LogicalType logical, string text, string? stored, int length = 0) =>
        AssertParses(type, logical, length, text, stored is null ? [] : [stored]);

    private static void AssertParses(PhysicalType type, LogicalType logical, int length, string text, string[] stored) =>
        Assert.Equal(stored, ValueParser.Parse(Column(type, logical, length), text).Select(Convert.ToHexString));

    private static LeafColumn Column(PhysicalType type, LogicalType logical, int length = 0) => new()
    {
        Ordinal = 0,
        Path = "c",
        LogicalPath = "c",
        Type = type,
        TypeLength = length,
        Logical = logical,
        MaxDefinition = 0,
        MaxRepetition = 0,
        Order = ValueOrder.None,
    };
}
