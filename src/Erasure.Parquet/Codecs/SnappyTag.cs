namespace Erasure.Parquet.Codecs;

/// <summary>What a tag's first byte says (Snappy format description, section 2), in a shape by which literals and copies take the same steps.</summary>
internal readonly struct SnappyTag
{
    /// <summary>The longest literal whose length stands in its tag; longer ones have it behind.</summary>
    public const int LongestInTag = 60;

    /// <summary>Bytes that are copied at a time.</summary>
    public const int AtOnce = 32;

    /// <summary>Bytes that it makes; for a long literal, <see cref="LongestInTag"/> and how many bytes of length stand behind.</summary>
    public readonly nint Length;

    /// <summary>Those bits of the four bytes behind it that are a copy's offset, or the length of a long literal less one.</summary>
    public readonly uint Behind;

    /// <summary>The bits of a copy's offset that stand in the tag.</summary>
    public readonly uint Within;

    /// <summary>The least offset at which nothing is read before it is made, <see cref="AtOnce"/> bytes at a time; none is for a long literal.</summary>
    public readonly nint Clear;

    /// <summary>All ones for a literal, 0 for a copy.</summary>
    public readonly nint IsLiteral;

    private SnappyTag(uint tag)
    {
        Length = (nint)(tag >> 2) + 1;
        switch (tag & 3)
        {
            case 0:
                bool isLong = Length > LongestInTag;
                Behind = isLong ? uint.MaxValue >> (8 * (LongestInTag + sizeof(uint) - (int)Length)) : 0;
                Clear = isLong ? nint.MaxValue : 0;
                IsLiteral = -1;
                return;
            case 1:
                Length = (nint)((tag >> 2) & 7) + 4;
                Behind = byte.MaxValue;
                Within = (tag & 0xe0) << 3;
                break;
            case 2:
                Behind = ushort.MaxValue;
                break;
            default:
                Behind = uint.MaxValue;
                break;
        }

        Clear = Math.Min(Length, AtOnce);
    }

    /// <summary>By the first byte.</summary>
    public static SnappyTag[] All { get; } = [.. Enumerable.Range(0, 256).Select(tag => new SnappyTag((uint)tag))];
}
