using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;
using Erasure.Parquet.Matching.Forms;
using Erasure.Parquet.Schema;

namespace Erasure.Parquet.Matching;

/// <summary>Reads a person's text strictly as a value of a column, into the bytes that the column stores (PLAIN, without a length).</summary>
internal static class ValueParser
{
    private const int MostDigits = 200;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Whether text can be compared with the column at all.</summary>
    public static bool IsSupported(LeafColumn column) =>
        column.Logical.Kind is not (LogicalKind.Interval or LogicalKind.Geometry or LogicalKind.Other or LogicalKind.Map or LogicalKind.List);

    /// <summary>Whether the column may store text, so that rules can make different bytes equal.</summary>
    public static bool MayBeText(LeafColumn column) => column.Type is PhysicalType.ByteArray or PhysicalType.FixedLenByteArray
        && column.Logical.Kind is LogicalKind.String or LogicalKind.Enum or LogicalKind.Json or LogicalKind.Bson or LogicalKind.None;

    /// <summary>Whether the column may store bytes that a text only stands for.</summary>
    public static bool MayBeBinary(LeafColumn column) => column.Logical.Kind is LogicalKind.Bson or LogicalKind.None;

    /// <summary>The rules that mean something for a value that is compared by what it is, not by how it is written.</summary>
    public static MatchRules RulesOfAsked(LeafColumn column) => MatchRules.Trim | (column.Type, column.Logical.Kind) switch
    {
        (PhysicalType.Int32 or PhysicalType.Int64, LogicalKind.None or LogicalKind.Integer) => MatchRules.DigitsOnly,
        (PhysicalType.FixedLenByteArray, LogicalKind.Uuid) => MatchRules.Uuid,
        (PhysicalType.ByteArray or PhysicalType.FixedLenByteArray, LogicalKind.None or LogicalKind.Bson) => MatchRules.Uuid | MatchRules.Hexadecimal,
        _ => MatchRules.None,
    };

    /// <summary>The stored forms that equal the text: none where it isn't a value of the column, several where it can be read in several ways.</summary>
    public static IReadOnlyList<byte[]> Parse(LeafColumn column, string text) => column.Type switch
    {
        PhysicalType.Boolean => One(Boolean(text)),
        PhysicalType.Int32 => One(Integer(column, text) is { } number && number is >= int.MinValue and <= uint.MaxValue ? Int32(unchecked((int)number)) : null),
        PhysicalType.Int64 => One(Integer(column, text) is { } number ? Int64(number) : null),
        PhysicalType.Int96 => One(TemporalParser.Int96(text)),
        PhysicalType.Float => FloatingParser.Parse<float>(text) is { } value ? WithBothZeros(Int32(BitConverter.SingleToInt32Bits(value)), value == 0) : [],
        PhysicalType.Double => FloatingParser.Parse<double>(text) is { } value ? WithBothZeros(Int64(BitConverter.DoubleToInt64Bits(value)), value == 0) : [],
        PhysicalType.ByteArray => Variable(column, text),
        PhysicalType.FixedLenByteArray => Fixed(column, text),
        _ => [],
    };

    /// <summary>The stored forms of what the text stands for under some rules: what isn't stored as text is compared by value, so they bear on the text alone.</summary>
    public static IEnumerable<byte[]> Readings(LeafColumn column, string text, MatchRules asked)
    {
        MatchRules used = asked & RulesOfAsked(column);
        if (used == MatchRules.None)
        {
            return Parse(column, text);
        }

        string? spelling = ValueForm.Of(used).KeyOf(text);
        IEnumerable<string> spellings = spelling is null ? [text] : used.HasFlag(MatchRules.Hexadecimal) ? [text, spelling, $"0x{spelling}"] : [text, spelling];
        return spellings.SelectMany(each => Parse(column, each));
    }

    private static byte[]? Boolean(string text) =>
        text.Equals("true", StringComparison.OrdinalIgnoreCase) ? [1]
        : text.Equals("false", StringComparison.OrdinalIgnoreCase) ? [0]
        : null;

    /// <summary>The value that an INT32 or INT64 column stores, sign-extended; unsigned ones by their bits.</summary>
    private static long? Integer(LeafColumn column, string text)
    {
        LogicalType logical = column.Logical;
        int bits = column.Type == PhysicalType.Int32 ? 32 : 64;
        long? value = logical.Kind switch
        {
            LogicalKind.None => Whole(text, bits, signed: true),
            LogicalKind.Integer => Whole(text, Math.Min(bits, logical.BitWidth), logical.IsSigned),
            LogicalKind.Decimal => Unscaled(text, logical.Scale) is { } unscaled && Fits(unscaled, bits, signed: true) ? (long)unscaled : null,
            LogicalKind.Date => TemporalParser.Date(text),
            LogicalKind.Time => TemporalParser.Time(text, logical),
            LogicalKind.Timestamp => TemporalParser.Timestamp(text, logical),
            _ => null,
        };
        return value;
    }

    private static long? Whole(string text, int bits, bool signed)
    {
        if (!PlainNumber.IsPlain(text) || text.Contains('.', StringComparison.Ordinal) || text.Length > MostDigits)
        {
            return null;
        }

        BigInteger value = BigInteger.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return Fits(value, bits, signed) ? unchecked((long)(ulong)(value & ulong.MaxValue)) : null;
    }

    private static bool Fits(BigInteger value, int bits, bool signed) => signed
        ? value >= -(BigInteger.One << (bits - 1)) && value < BigInteger.One << (bits - 1)
        : value.Sign >= 0 && value < BigInteger.One << bits;

    /// <summary>The unscaled integer of a decimal text; digits that the scale has no room for must be zeros.</summary>
    private static BigInteger? Unscaled(string text, int scale)
    {
        if (text.Length > MostDigits || scale is < 0 or > 100 || !PlainNumber.IsPlainDecimal(text))
        {
            return null;
        }

        ReadOnlySpan<char> rest = text.StartsWith('-') ? text.AsSpan(1) : text;
        int point = rest.IndexOf('.');
        ReadOnlySpan<char> whole = point < 0 ? rest : rest[..point];
        ReadOnlySpan<char> fraction = point < 0 ? [] : rest[(point + 1)..].TrimEnd('0');
        if (fraction.Length > scale)
        {
            return null;
        }

        string digits = string.Concat(whole, fraction, new string('0', scale - fraction.Length));
        BigInteger value = BigInteger.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
        return text.StartsWith('-') ? -value : value;
    }

    private static IReadOnlyList<byte[]> Variable(LeafColumn column, string text) => column.Logical.Kind switch
    {
        LogicalKind.Decimal => One(Unscaled(text, column.Logical.Scale)?.ToByteArray(isBigEndian: true)),
        LogicalKind.None or LogicalKind.Bson => BinaryText.Readings(text, Utf8(text)),
        _ => One(Utf8(text)),
    };

    private static IReadOnlyList<byte[]> Fixed(LeafColumn column, string text)
    {
        switch (column.Logical.Kind)
        {
            case LogicalKind.Decimal:
                return One(Unscaled(text, column.Logical.Scale) is { } unscaled ? SignExtended(unscaled, column.TypeLength) : null);
            case LogicalKind.Uuid:
                return One(column.TypeLength == 16 && (Guid.TryParseExact(text, "D", out Guid id) || Guid.TryParseExact(text, "N", out id)) ? id.ToByteArray(bigEndian: true) : null);
            case LogicalKind.Float16:
                return column.TypeLength == 2 && FloatingParser.Parse<Half>(text) is { } half
                    ? WithBothZeros(Int16(BitConverter.HalfToInt16Bits(half)), half == Half.Zero) : [];
            case LogicalKind.String or LogicalKind.Enum or LogicalKind.Json:
                return One(Utf8(text) is { } utf8 && utf8.Length == column.TypeLength ? utf8 : null);
            default:
                return [.. BinaryText.Readings(text, column.TypeLength, Utf8(text))];
        }
    }

    private static byte[]? SignExtended(BigInteger value, int length)
    {
        byte[] bytes = value.ToByteArray(isBigEndian: true);
        if (bytes.Length > length)
        {
            return null;
        }

        byte[] extended = new byte[length];
        extended.AsSpan().Fill(value.Sign < 0 ? (byte)0xFF : (byte)0);
        bytes.CopyTo(extended, length - bytes.Length);
        return extended;
    }

    private static byte[]? Utf8(string text)
    {
        try
        {
            return StrictUtf8.GetBytes(text);
        }
        catch (EncoderFallbackException)
        {
            return null;
        }
    }

    private static IReadOnlyList<byte[]> One(byte[]? value) => value is null ? [] : [value];

    private static IReadOnlyList<byte[]> WithBothZeros(byte[] value, bool isZero)
    {
        if (!isZero)
        {
            return [value];
        }

        byte[] positive = new byte[value.Length];
        byte[] negative = new byte[value.Length];
        negative[^1] = 0x80;
        return [positive, negative];
    }

    private static byte[] Int16(short value)
    {
        byte[] bytes = new byte[2];
        BinaryPrimitives.WriteInt16LittleEndian(bytes, value);
        return bytes;
    }

    private static byte[] Int32(int value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return bytes;
    }

    private static byte[] Int64(long value)
    {
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return bytes;
    }
}
