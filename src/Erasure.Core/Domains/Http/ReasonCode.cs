namespace Erasure.Core.Domains.Http;

/// <summary>A domain's reason, made fit for histories and reports: one of the codes that the configuration lists, since any other text could be a person's.</summary>
internal static class ReasonCode
{
    /// <summary>What stands for a reason that isn't listed.</summary>
    public const string Unspecified = "unspecified";

    /// <summary>The code, in lower case with dashes for spaces; <see cref="Unspecified"/> where it isn't listed; null where there is no text.</summary>
    public static string? From(string? text, IReadOnlyList<string> listed) =>
        string.IsNullOrWhiteSpace(text) ? null
        : text.Trim().ToLowerInvariant().Replace(' ', '-') is var code && listed.Contains(code, StringComparer.Ordinal) ? code
        : Unspecified;
}
