using System.Runtime.CompilerServices;

namespace Erasure.Parquet.Codecs.Zstd;

/// <summary>Finds matches greedily by a hash of five bytes.</summary>
internal sealed unsafe class ZstdMatcher
{
    /// <summary>How far back matches reach.</summary>
    public const int Window = 1 << 22;

    private const int MinMatch = 5;
    private const int TableBits = 15;

    private readonly int[] table = new int[1 << TableBits];

    /// <summary>The block's sequences, in order.</summary>
    public List<ZstdSequence> Sequences { get; } = [];

    /// <summary>A new frame begins.</summary>
    public void Reset() => table.AsSpan().Fill(-Window - 1);

    /// <summary>Fills <see cref="Sequences"/> for a block; matches reach into the blocks before it.</summary>
    public void Find(ReadOnlySpan<byte> source, int from, int to)
    {
        Sequences.Clear();
        fixed (byte* start = source)
        {
            byte* end = start + to;
            int pending = from;
            int position = from;
            int misses = 128;
            while (position + 8 <= to)
            {
                ulong bytes = Unsafe.ReadUnaligned<ulong>(start + position);
                ref int slot = ref table[(bytes << 24) * 889_523_592_379ul >> (64 - TableBits)];
                int candidate = slot;
                slot = position;
                int length = position - candidate <= Window ? MatchLength.Of(start + candidate, start + position, end) : 0;
                if (length < MinMatch)
                {
                    position += misses++ >> 7;
                    continue;
                }

                Sequences.Add(new ZstdSequence(position - pending, length, (uint)(position - candidate + RecentOffsets.Named)));
                position += length;
                pending = position;
                misses = 128;
            }
        }
    }
}
