using System.ComponentModel;

namespace Erasure.Api.Erasures;

/// <summary>The answer to a command that is on its way.</summary>
[Description("The command is on its way, durably.")]
internal sealed record CommandBody(string Id, string StatusUrl);
