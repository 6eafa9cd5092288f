using System.Text.Json.Serialization;

namespace Erasure.Core.Domains;

/// <summary>What a domain says of an erasure. Stored in durable history: codes and counts only, never a value or a body.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Erased), "erased")]
[JsonDerivedType(typeof(NothingFound), "nothingFound")]
[JsonDerivedType(typeof(Pending), "pending")]
[JsonDerivedType(typeof(Withheld), "withheld")]
[JsonDerivedType(typeof(Failed), "failed")]
public abstract record Outcome
{
    private Outcome()
    {
    }

    /// <summary>Done: the person's data are gone.</summary>
    /// <param name="Count">Rows, documents or whatever the domain counts; null where it doesn't say.</param>
    public sealed record Erased(long? Count = null) : Outcome
    {
        /// <summary>Whole objects that were deleted, their rows among the count where they were counted; null where there are none, or the domain doesn't say.</summary>
        public long? Deleted { get; init; }

        /// <summary>Objects that held the rows, deleted ones included; null where the domain doesn't say.</summary>
        public long? Objects { get; init; }

        /// <summary>Others' data went in the same step, and nobody has told apart whose it was: nothing says that any was this person's. Null otherwise.</summary>
        public bool? IsUntold { get; init; }

        /// <summary>What couldn't be searched; null where all was.</summary>
        public NotSearched? NotSearched { get; init; }
    }

    /// <summary>The domain holds nothing of this person.</summary>
    public sealed record NothingFound : Outcome
    {
        /// <summary>What couldn't be searched; null where all was.</summary>
        public NotSearched? NotSearched { get; init; }
    }

    /// <summary>Under way: ask again.</summary>
    /// <param name="RetryAfter">When the domain would like to be asked again; null leaves it to the configuration.</param>
    public sealed record Pending(TimeSpan? RetryAfter = null) : Outcome;

    /// <summary>Kept back for a legal reason (Art. 17(3)).</summary>
    /// <param name="Reason">A code or short text from the domain, checked to hold no identifier.</param>
    /// <param name="Until">When it can go; null where nobody knows yet.</param>
    public sealed record Withheld(string Reason, DateTimeOffset? Until) : Outcome
    {
        /// <summary>Rows of this person that are kept; null where the domain doesn't say.</summary>
        public long? Count { get; init; }

        /// <summary>Objects that hold them; null where the domain doesn't say.</summary>
        public long? Objects { get; init; }

        /// <summary>Whoever was told the other is told nothing new: the same reason, until the same day.</summary>
        internal bool SaysTheSameAs(Outcome? other) => other is Withheld said && (said.Reason, said.Until?.UtcDateTime.Date) == (Reason, Until?.UtcDateTime.Date);
    }

    /// <summary>Not done.</summary>
    /// <param name="Code">A stable code, such as <c>http-400</c> or <c>deadline</c>.</param>
    /// <param name="Retryable">Trying the same again may help.</param>
    public sealed record Failed(string Code, bool Retryable) : Outcome
    {
        /// <summary>Entries of the adjudication list that are the cause, ten at most; null where that has nothing to do with it.</summary>
        public IReadOnlyList<string>? Failures { get; init; }

        /// <summary>It wasn't asked at all, and is left alone for this long; null where it was.</summary>
        [JsonIgnore]
        public TimeSpan? LeftAloneFor { get; init; }

        /// <summary>What is wrong, in a sentence of our own: where, which operation, and what to do; null where the code says it all.</summary>
        public string? Detail { get; init; }
    }
}
