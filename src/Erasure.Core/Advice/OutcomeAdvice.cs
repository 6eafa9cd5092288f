using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Domains;
using Erasure.Core.Domains.Calls;

namespace Erasure.Core.Advice;

/// <summary>What the code with which a domain failed means, and what to do about it, for mails and pages: whoever reads them doesn't know codes.</summary>
/// <param name="Meaning">What it means.</param>
/// <param name="Remedy">What to do.</param>
public sealed record OutcomeAdvice(string Meaning, string Remedy)
{
    private const string AskOperator = "Ask whoever runs Erasure: its log tells more; then retry.";

    private static readonly Dictionary<string, OutcomeAdvice> Own = new(StringComparer.Ordinal)
    {
        [DomainFailures.Deadline] = new("It wasn't done by the deadline.", "See in the domain what is holding it up; then retry, or erase by hand and resolve."),
        [DomainFailures.Activity] = new("The step that asks the domain failed unexpectedly.", AskOperator),
        [DomainFailures.Workflow] = new("The domain's workflow ended before the domain was done: it was terminated, or failed.", AskOperator),
        [DomainFailures.NotConfigured] = new("The domain isn't in the configuration any more.", "Put it back; or erase by hand and resolve."),
        [DomainFailures.NoIdentifiers] = new("The person's identifiers can't be read: they were destroyed, or sealed under another master key.", "Put the right master key back; then retry."),
        [JobCodes.FindFailed] = new("Which objects of the lake hold this person couldn't be found out.", "Mend the store or the mapper that is named; then retry."),
        [JobCodes.ObjectsFailed] = new("Some objects of the lake couldn't be searched or erased from.", "Each is listed with what to do; then retry."),
        [JobCodes.MatchesFailed] = new("Some objects of the lake couldn't be asked for this person: they lack the column, or its type fits no identifier.", "Compare the mapper's columns with the objects that the job's report names; then retry."),
        [JobCodes.MatchesReappear] = new("Somebody writes the person into the lake faster than a job erases.", "Find the writer and stop it; then retry."),
        [JobCodes.Retained] = new("The store keeps objects that hold this person, by law or rule.", "Lift what keeps them, or wait for its end; then retry."),
        [JobCodes.NoIdentifier] = new("No data mapper knows people by an identifier that the request named.", "Look by hand and resolve; or cancel the erasure, and ask again with one that a mapper knows and the same receivedAt, which keeps the deadline."),
        [JobCodes.UnknownMapper] = new("There is no data mapper of a name that the domain gives.", "Correct connector.mappers, or store the mapper; then retry."),
        [JobCodes.Canceled] = new("The deletion job was canceled.", "Retry once that is over."),
        [JobCodes.Failed] = new("The deletion job was ended by force, or failed.", AskOperator),
        [JobCodes.CleanupFailed] = new("Everything was erased and verified, and couldn't be written down.", "Retry."),
        ["match-missing"] = new("What was asked of the lake is no longer queued: somebody took it off the deletion queue.", "Retry, which queues it again."),
    };

    /// <summary>What a code means; null where nobody knows.</summary>
    public static OutcomeAdvice? Of(string code) => Own.TryGetValue(code, out OutcomeAdvice? own) ? own
        : CallAdvice.Of(code) is { } call ? new OutcomeAdvice(call.Meaning, call.Remedy)
        : null;
}
