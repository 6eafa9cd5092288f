namespace Erasure.Parquet.Buffers;

/// <summary>Keeps a few blocks of ordinary size: a fresh one costs a page fault for every 4 KiB.</summary>
internal static class NativeBlockCache
{
    private const int LargestKept = 16 << 20, Granule = 1 << 20;

    /// <summary>Most bytes kept in all.</summary>
    private const long Room = 64 << 20;

    private static readonly Lock Gate = new();
    private static readonly List<NativeBlock> Kept = [];
    private static long keptBytes;

    /// <summary>A block of at least that many bytes.</summary>
    public static NativeBlock Rent(int length)
    {
        lock (Gate)
        {
            int index = Kept.FindIndex(block => block.Length >= length && block.Length / 2 <= length);
            if (index >= 0)
            {
                NativeBlock kept = Kept[index];
                Kept.RemoveAt(index);
                keptBytes -= kept.Length;
                return kept;
            }
        }

        return new NativeBlock((int)Math.Min(Array.MaxLength, ((long)length + Granule - 1) / Granule * Granule));
    }

    /// <summary>Takes a block back; whoever returns it must not use it any more.</summary>
    public static void Return(NativeBlock block)
    {
        lock (Gate)
        {
            if (block.Length <= LargestKept && keptBytes + block.Length <= Room)
            {
                Kept.Add(block);
                keptBytes += block.Length;
                return;
            }
        }

        block.Free();
    }
}
