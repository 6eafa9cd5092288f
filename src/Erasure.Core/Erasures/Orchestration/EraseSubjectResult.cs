using Erasure.Core.Domains;

namespace Erasure.Core.Erasures.Orchestration;

/// <summary>Output of <see cref="EraseSubject"/>: how it ended, and each domain's end.</summary>
public sealed record EraseSubjectResult(ErasureState State, IReadOnlyDictionary<string, DomainState> Domains);
