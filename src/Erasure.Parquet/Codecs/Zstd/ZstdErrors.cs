namespace Erasure.Parquet.Codecs.Zstd;

internal static class ZstdErrors
{
    public const string Name = "zstd";

    public static RefusedException Corrupt(string what) => CodecErrors.Corrupt(Name, what);

    public static RefusedException Truncated() => CodecErrors.Truncated(Name);

    public static RefusedException Overrun() => CodecErrors.Overrun(Name);
}
