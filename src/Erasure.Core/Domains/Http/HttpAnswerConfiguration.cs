using Erasure.Core.Settings;

namespace Erasure.Core.Domains.Http;

/// <summary>How an answer's JSON body is read: dotted paths of fields, and the words that the status field uses.</summary>
public sealed record HttpAnswerConfiguration
{
    /// <summary>Path of the status; an answer without it is judged by its status code alone.</summary>
    [Pattern("([^.]+(\\.[^.]+)*)?", "a dotted path, such as result.status")]
    public string Status { get; init; } = "status";

    /// <summary>Path of how many things were erased.</summary>
    [Pattern("([^.]+(\\.[^.]+)*)?", "a dotted path, such as result.status")]
    public string Count { get; init; } = "count";

    /// <summary>Path of a code that says why something is withheld or failed.</summary>
    [Pattern("([^.]+(\\.[^.]+)*)?", "a dotted path, such as result.status")]
    public string Reason { get; init; } = "reason";

    /// <summary>The codes that are taken over as reasons; of any other one only the call's record tells, until it expires.</summary>
    [Pattern("[a-z0-9][a-z0-9_.-]{0,63}", "a code: up to 64 of a-z 0-9 . _ -, such as legal-hold")]
    public IReadOnlyList<string> Reasons { get; init; } = [];

    /// <summary>Path of the date or time until which something is withheld.</summary>
    [Pattern("([^.]+(\\.[^.]+)*)?", "a dotted path, such as result.status")]
    public string Until { get; init; } = "until";

    /// <summary>Words for done.</summary>
    public IReadOnlyList<string> Erased { get; init; } = ["erased"];

    /// <summary>Words for nothing of this person being there.</summary>
    public IReadOnlyList<string> NothingFound { get; init; } = ["nothing_found"];

    /// <summary>Words for under way.</summary>
    public IReadOnlyList<string> Pending { get; init; } = ["pending"];

    /// <summary>Words for kept back for a legal reason.</summary>
    public IReadOnlyList<string> Withheld { get; init; } = ["withheld"];

    /// <summary>Words for given up.</summary>
    public IReadOnlyList<string> Failed { get; init; } = ["failed"];
}
