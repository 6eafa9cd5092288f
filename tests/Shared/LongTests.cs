namespace Erasure.Tests.Shared;

/// <summary>Whether the long form of the long tests is asked for, by <c>ERASURE_LONG_TESTS=1</c>. Every run has the short one, by the same seeds.</summary>
internal static class LongTests
{
    public static bool Asked { get; } = Environment.GetEnvironmentVariable("ERASURE_LONG_TESTS") == "1";
}
