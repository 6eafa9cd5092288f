using Erasure.Parquet.Thrift;

namespace Erasure.Parquet.Verify;

/// <summary>Judges a count that a file gives.</summary>
internal static class Claim
{
    /// <summary>Whether a count is absent, is what was counted, or is what the original said without what is gone.</summary>
    public static bool Fits(long? said, long? before, long gone, long? counted) =>
        said is null || said == counted || said == before - gone;

    /// <summary>The same of the counts of one page in a list of counts by page.</summary>
    /// <param name="said">The list; absent or empty where nothing is said.</param>
    /// <param name="before">The original's.</param>
    /// <param name="page">The page among those of <paramref name="said"/>.</param>
    /// <param name="oldPage">The page among those of <paramref name="before"/>.</param>
    /// <param name="gone">What is gone.</param>
    /// <param name="counted">What was counted; null where it wasn't.</param>
    public static bool Fits(ThriftList? said, ThriftList? before, int page, int oldPage, ReadOnlySpan<long> gone, long[]? counted)
    {
        if (said is not { Count: > 0 })
        {
            return true;
        }

        int start = page * gone.Length, oldStart = oldPage * gone.Length;
        for (int i = 0; i < gone.Length; i++)
        {
            long? old = before is not null && oldStart + i < before.Count ? before.Number(oldStart + i) : null;
            if (start + i >= said.Count || !Fits(said.Number(start + i), old, gone[i], counted?[i]))
            {
                return false;
            }
        }

        return true;
    }
}
