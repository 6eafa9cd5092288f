namespace Erasure.Parquet.Codecs;

/// <summary>How far a block is decoded.</summary>
internal unsafe struct SnappyCursor
{
    /// <summary>The next tag.</summary>
    public byte* Input;

    /// <summary>Where what it makes will go.</summary>
    public byte* Output;

    /// <summary>The first byte that was read back since this was last set, where that is noted.</summary>
    public byte* Lowest;

    public required byte* InputEnd { get; init; }

    /// <summary>Where the output begins: nothing is read back from before.</summary>
    public required byte* Start { get; init; }

    public required byte* OutputEnd { get; init; }

    /// <summary><see cref="SnappyTag.All"/>.</summary>
    public required SnappyTag* Tags { get; init; }

    /// <exception cref="RefusedException">Fewer bytes of input are left.</exception>
    public readonly void NeedInput(long bytes)
    {
        if (bytes > InputEnd - Input)
        {
            throw CodecErrors.Truncated(SnappyDecoder.Name);
        }
    }

    /// <exception cref="RefusedException">Fewer bytes of output are left.</exception>
    public readonly void NeedOutput(long bytes)
    {
        if (bytes > OutputEnd - Output)
        {
            throw CodecErrors.Overrun(SnappyDecoder.Name);
        }
    }
}
