namespace Erasure.Parquet.Tests.Oracle.RandomFiles;

/// <summary>Choices by chance.</summary>
internal static class RandomChoice
{
    public static T Pick<T>(this Random random, params ReadOnlySpan<T> choices) => choices[random.Next(choices.Length)];
}
