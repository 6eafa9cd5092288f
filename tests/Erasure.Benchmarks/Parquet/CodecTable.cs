namespace Erasure.Benchmarks.Parquet;

/// <summary>The best measurements on one file.</summary>
internal sealed class CodecTable(string codec, long length)
{
    /// <summary>Copying the file costs the same for any number of users: the best of all counts.</summary>
    public const int Any = 0;

    private readonly Dictionary<(string Job, int Users, int Threads), Measurement> best = [];

    public string Codec => codec;

    public long Length => length;

    public void Keep(string job, int users, int threads, Measurement measurement) =>
        best[(job, users, threads)] = Measurement.Best(best.GetValueOrDefault((job, users, threads)), measurement);

    public Measurement? Find(string job, int users, int threads) => best.GetValueOrDefault((job, users, threads));
}
