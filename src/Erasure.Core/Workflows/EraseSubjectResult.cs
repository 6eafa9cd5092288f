using Erasure.Core.Erasures;

namespace Erasure.Core.Workflows;

/// <summary>Output of <see cref="EraseSubject"/>: how it ended, and each domain's end.</summary>
public sealed record EraseSubjectResult(ErasureState State, IReadOnlyDictionary<string, DomainState> Domains);
