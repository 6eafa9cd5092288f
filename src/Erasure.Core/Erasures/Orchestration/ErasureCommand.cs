using System.Text.Json;
using System.Text.Json.Serialization;
using Erasure.Core.Decisions;
using Erasure.Core.Durable;

namespace Erasure.Core.Erasures.Orchestration;

/// <summary>Event to a whole erasure: what a human wants of it. One wait takes them all.</summary>
/// <param name="Decision">Who, and why.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Cancel), "cancel")]
[JsonDerivedType(typeof(Close), "close")]
[JsonDerivedType(typeof(Extend), "extend")]
[JsonDerivedType(typeof(Retry), "retry")]
[JsonDerivedType(typeof(Resolve), "resolve")]
public abstract record ErasureCommand(HumanDecision Decision)
{
    /// <summary>Name of the event.</summary>
    public const string EventName = "command";

    /// <summary>The domain that it concerns; null where that is the whole erasure.</summary>
    internal string? ConcernedDomain => this switch
    {
        Retry retry => retry.Domain,
        Resolve resolve => resolve.Domain,
        _ => null,
    };

    /// <summary>Stop; what is erased stays erased.</summary>
    public sealed record Cancel(HumanDecision Decision) : ErasureCommand(Decision);

    /// <summary>End with something still owed.</summary>
    public sealed record Close(HumanDecision Decision) : ErasureCommand(Decision);

    /// <summary>Move the deadline to three months from receipt.</summary>
    public sealed record Extend(HumanDecision Decision) : ErasureCommand(Decision);

    /// <summary>Have a domain try again.</summary>
    /// <param name="Domain">The domain.</param>
    /// <param name="Attempt">The attempt that failed.</param>
    /// <param name="Decision">Who, and why.</param>
    public sealed record Retry(string Domain, int Attempt, HumanDecision Decision) : ErasureCommand(Decision);

    /// <summary>A human did a domain's part, or nothing is owed there.</summary>
    public sealed record Resolve(string Domain, HumanDecision Decision) : ErasureCommand(Decision);

    /// <summary>Whoever handles this one needn't know of that one.</summary>
    internal bool Supersedes(ErasureCommand before) => GetType() == before.GetType() && ConcernedDomain == before.ConcernedDomain;

    /// <summary>Reads an event's payload; null where it is no command.</summary>
    public static ErasureCommand? Read(JsonElement payload) => EventPayload.Read<ErasureCommand>(payload) switch
    {
        (not { Decision: { By: not null, Note: not null } }) or Retry { Domain: null } or Resolve { Domain: null } => null,
        ErasureCommand command => command,
    };
}
