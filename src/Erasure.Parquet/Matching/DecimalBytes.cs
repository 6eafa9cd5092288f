namespace Erasure.Parquet.Matching;

/// <summary>Big-endian two's complement, which the same number can have at many lengths.</summary>
internal static class DecimalBytes
{
    /// <summary>The number without the leading bytes that only repeat its sign.</summary>
    public static ReadOnlySpan<byte> Minimal(ReadOnlySpan<byte> value)
    {
        while (value.Length > 1 && ((value[0] == 0 && value[1] < 0x80) || (value[0] == 0xFF && value[1] >= 0x80)))
        {
            value = value[1..];
        }

        return value;
    }
}
