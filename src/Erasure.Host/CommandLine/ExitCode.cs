namespace Erasure.Host.CommandLine;

/// <summary>What the process says to its caller.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>Refused or failed.</summary>
    public const int Failed = 1;

    /// <summary>Wrong usage.</summary>
    public const int Usage = 2;
}
