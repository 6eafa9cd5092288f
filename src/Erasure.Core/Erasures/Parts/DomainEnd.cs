using Erasure.Core.Domains;

namespace Erasure.Core.Erasures.Parts;

/// <summary>Output of <see cref="EraseInDomain"/>.</summary>
public sealed record DomainEnd(string Domain, DomainState State);
