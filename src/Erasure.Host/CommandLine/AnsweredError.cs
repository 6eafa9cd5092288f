namespace Erasure.Host.CommandLine;

/// <summary>Why a command wasn't carried out, as its JSON tells it under <c>error</c>.</summary>
/// <param name="Code">Why, for programs.</param>
/// <param name="Message">Why, and what to do.</param>
internal sealed record AnsweredError(string Code, string Message);
