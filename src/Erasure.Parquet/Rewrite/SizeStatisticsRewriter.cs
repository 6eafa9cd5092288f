using Erasure.Parquet.Thrift;

namespace Erasure.Parquet.Rewrite;

/// <summary>Subtracts what was erased from the struct <c>SizeStatistics</c>.</summary>
internal static class SizeStatisticsRewriter
{
    public static void Rewrite(ThriftStruct sizes, ErasedTally erased)
    {
        sizes.KeepOnly(1, 2, 3);
        if (sizes.Number(1) is { } bytes)
        {
            if (bytes >= erased.ValueBytes)
            {
                sizes.SetI64(1, bytes - erased.ValueBytes);
            }
            else
            {
                sizes.Remove(1);
            }
        }

        Subtract(sizes, 2, erased.Repetition);
        Subtract(sizes, 3, erased.Definition);
    }

    /// <summary>Histograms that can't have been right are dropped.</summary>
    private static void Subtract(ThriftStruct sizes, short id, long[] erased)
    {
        if (sizes.List(id) is not { Count: > 0 } histogram)
        {
            return;
        }

        long[] rest = new long[erased.Length];
        bool isSound = histogram.Count == erased.Length;
        for (int i = 0; i < rest.Length && isSound; i++)
        {
            rest[i] = histogram.Number(i) - erased[i];
            isSound = rest[i] >= 0;
        }

        if (isSound)
        {
            sizes.Set(id, ThriftValue.Of(ThriftList.OfI64(rest)));
        }
        else
        {
            sizes.Remove(id);
        }
    }
}
