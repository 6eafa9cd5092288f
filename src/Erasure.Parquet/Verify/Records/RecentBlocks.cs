namespace Erasure.Parquet.Verify.Records;

/// <summary>Keeps the blocks of a source that were read last: original and successor are read side by side, and have most of their bytes in common. For one reader at a time.</summary>
internal sealed class RecentBlocks(IByteSource source) : IByteSource
{
    private const int Block = 1 << 20;
    private const int Most = 8;

    private readonly List<(long Number, byte[] Bytes)> recent = [];

    public long Length => source.Length;

    public async ValueTask ReadAsync(long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        while (!destination.IsEmpty)
        {
            byte[] block = await GetAsync(offset / Block, cancellationToken);
            int at = (int)(offset % Block);
            int count = Math.Min(destination.Length, block.Length - at);
            block.AsMemory(at, count).CopyTo(destination);
            destination = destination[count..];
            offset += count;
        }
    }

    private async ValueTask<byte[]> GetAsync(long number, CancellationToken cancellationToken)
    {
        int known = recent.FindIndex(block => block.Number == number);
        (long, byte[] Bytes) wanted = known >= 0 ? recent[known] : (number, await ReadBlockAsync(number, cancellationToken));
        if (known >= 0 || recent.Count == Most)
        {
            recent.RemoveAt(Math.Max(known, 0));
        }

        recent.Add(wanted);
        return wanted.Bytes;
    }

    private async ValueTask<byte[]> ReadBlockAsync(long number, CancellationToken cancellationToken)
    {
        long start = number * Block;
        if (start >= Length)
        {
            throw new EndOfStreamException($"The source ends at byte {Length}.");
        }

        byte[] bytes = new byte[(int)Math.Min(Block, Length - start)];
        await source.ReadAsync(start, bytes, cancellationToken);
        return bytes;
    }
}
