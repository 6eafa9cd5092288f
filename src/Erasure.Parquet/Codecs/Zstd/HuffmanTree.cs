namespace Erasure.Parquet.Codecs.Zstd;

/// <summary>The tree that a block's literals bring along, as described there.</summary>
internal sealed class HuffmanTree(ReadOnlySpan<byte> description)
{
    private readonly byte[] description = description.ToArray();
    private HuffmanEncoder? encoder;

    /// <summary>The bytes that describe it in a block.</summary>
    public ReadOnlySpan<byte> Description => description;

    /// <summary>The encoding side.</summary>
    public HuffmanEncoder Encoder => encoder ??= new HuffmanEncoder(description);
}
