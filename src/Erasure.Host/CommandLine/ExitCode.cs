namespace Erasure.Host.CommandLine;

/// <summary>What the process says to its caller.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>Refused or failed: nothing was written.</summary>
    public const int Failed = 1;

    /// <summary>Wrong usage: nothing was begun.</summary>
    public const int Usage = 2;

    /// <summary>Done for what could be asked; some columns or values could not.</summary>
    public const int Incomplete = 3;

    /// <summary>Each of them in words, for help.</summary>
    public static IReadOnlyList<(int Code, string Meaning)> All { get; } =
    [
        (Done, "Done."),
        (Failed, "Refused or failed; nothing was written."),
        (Usage, "Wrong usage; nothing was begun."),
        (Incomplete, "Done for what could be asked; some columns or values could not."),
    ];
}
