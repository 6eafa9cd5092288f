namespace Erasure.Parquet.Codecs;

/// <summary>What every codec says of bytes that it can't decompress.</summary>
internal static class CodecErrors
{
    public static RefusedException Corrupt(string codec, string what, Exception? inner = null) =>
        new(RefusalCode.Corrupt, $"{codec}: {what}", inner);

    public static RefusedException Truncated(string codec) => Corrupt(codec, "the compressed bytes end too early.");

    public static RefusedException Overrun(string codec) => Corrupt(codec, "the bytes decompress to more than was declared.");
}
