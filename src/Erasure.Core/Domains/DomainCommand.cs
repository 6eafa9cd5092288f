using System.Text.Json;
using System.Text.Json.Serialization;
using Erasure.Core.Decisions;
using Erasure.Core.Durable;

namespace Erasure.Core.Domains;

/// <summary>Event to a domain's part: what a human, the whole or a job of the lake wants of it. One wait takes them all.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Retry), "retry")]
[JsonDerivedType(typeof(Resolve), "resolve")]
[JsonDerivedType(typeof(Stop), "stop")]
[JsonDerivedType(typeof(Extend), "extend")]
[JsonDerivedType(typeof(Ask), "ask")]
public abstract record DomainCommand
{
    /// <summary>Name of the event.</summary>
    public const string EventName = "command";

    private DomainCommand()
    {
    }

    /// <summary>Try again.</summary>
    /// <param name="Attempt">The attempt that failed; a retry of any other is ignored, so that asking twice is asking once.</param>
    /// <param name="Decision">Who, and why.</param>
    public sealed record Retry(int Attempt, HumanDecision Decision) : DomainCommand;

    /// <summary>A human did it, or nothing is owed.</summary>
    public sealed record Resolve(HumanDecision Decision) : DomainCommand;

    /// <summary>End, as the erasure does.</summary>
    /// <param name="State"><see cref="DomainState.Canceled"/> or <see cref="DomainState.Closed"/>.</param>
    public sealed record Stop(DomainState State) : DomainCommand;

    /// <summary>There is a new deadline.</summary>
    public sealed record Extend(DateTimeOffset Deadline) : DomainCommand;

    /// <summary>What the domain waits for has come to its end: ask how far it is now, and not when that is due.</summary>
    public sealed record Ask : DomainCommand;

    /// <summary>Instance id of a domain's part of an erasure, which such events are raised at.</summary>
    public static string InstanceIdOf(string erasureId, string domain) => $"{erasureId}:{domain}";

    /// <summary>Reads an event's payload; null where it is no command. Anyone who may raise events can send anything, and that must not end an erasure.</summary>
    public static DomainCommand? Read(JsonElement payload) => EventPayload.Read<DomainCommand>(payload) switch
    {
        Retry { Decision: not { By: not null, Note: not null } } or Resolve { Decision: not { By: not null, Note: not null } } => null,
        DomainCommand command => command,
        null => null,
    };
}
