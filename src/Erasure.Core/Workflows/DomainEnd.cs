using Erasure.Core.Erasures;

namespace Erasure.Core.Workflows;

/// <summary>Output of <see cref="EraseInDomain"/>.</summary>
public sealed record DomainEnd(string Domain, DomainState State);
