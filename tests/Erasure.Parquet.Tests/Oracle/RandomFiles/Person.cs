using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Erasure.Parquet.Tests.Oracle.RandomFiles;

/// <summary>Somebody who may be erased.</summary>
/// <param name="Text">As a match writes the value.</param>
/// <param name="Bytes">As a column stores it.</param>
internal sealed record Person(string Text, byte[] Bytes)
{
    /// <summary>Shorter values are found by chance; bounds may be shortened to 16 bytes.</summary>
    private const int ShortestNeedle = 8, LongestNeedle = 12;

    /// <summary>The beginning of the bytes, which shortened bounds have too; empty where there is too little to look for.</summary>
    public ReadOnlySpan<byte> Needle => Bytes.Length < ShortestNeedle ? [] : Bytes.AsSpan(0, Math.Min(Bytes.Length, LongestNeedle));

    public static Person Draw(Random random, LeafKind kind)
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        if (kind == LeafKind.String)
        {
            string text = $"{Convert.ToHexStringLower(bytes)[..random.Next(LongestNeedle, 32)]}@example.org";
            return new Person(text, Encoding.UTF8.GetBytes(text));
        }

        return kind == LeafKind.Int64 ? new Person(BinaryPrimitives.ReadInt64LittleEndian(bytes).ToString(CultureInfo.InvariantCulture), bytes[..8])
            : kind == LeafKind.Int32 ? new Person(BinaryPrimitives.ReadInt32LittleEndian(bytes).ToString(CultureInfo.InvariantCulture), bytes[..4])
            : new Person(Convert.ToHexStringLower(bytes), bytes);
    }
}
