using Erasure.Parquet.Text;

namespace Erasure.SecondOpinion;

/// <summary>A decompressed text that libraries read as far as the memory for long records goes: they buffer a record before they give it away.</summary>
/// <param name="text">The text.</param>
/// <param name="memory">What is shared.</param>
/// <param name="allowance">Memory for the records of this comparison.</param>
/// <param name="stopping">Ends the waiting for it: not all libraries take a token, or hand it on.</param>
internal sealed class MeteredText(Stream text, RecordMemory memory, RecordAllowance allowance, CancellationToken stopping) : ForwardStream
{
    /// <summary>Bytes of memory for each of a long record, measured: of both texts the library's buffer, the row and what is compared of it, at two bytes a character.</summary>
    public const int Times = 16;

    private readonly long longest = memory.Limit / Times;
    private long length;

    /// <summary>A record has been read.</summary>
    public void PassRecord() => length = 0;

    /// <exception cref="InvalidDataException">The record is too long to ask a library about.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellationToken = default)
    {
        if (length > longest)
        {
            throw new InvalidDataException("A record is too long for the library.");
        }

        await allowance.GrowAsync(length, longest, stopping);
        int read = await text.ReadAsync(destination, cancellationToken);
        length += read;
        return read;
    }

    public override async ValueTask DisposeAsync()
    {
        await text.DisposeAsync();
        await base.DisposeAsync();
    }
}
