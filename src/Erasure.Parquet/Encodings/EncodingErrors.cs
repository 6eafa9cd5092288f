namespace Erasure.Parquet.Encodings;

/// <summary>The refusals that decoders share.</summary>
internal static class EncodingErrors
{
    public static RefusedException TooShort(string what) =>
        new(RefusalCode.Corrupt, $"{what} ends before all of its values.");

    public static RefusedException Invalid(string what) =>
        new(RefusalCode.Corrupt, what);

    public static RefusedException TooLarge(int limit) =>
        new(RefusalCode.TooLarge, $"A page's values take more than the configured {limit} bytes.");
}
