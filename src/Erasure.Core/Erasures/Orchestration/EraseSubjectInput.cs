namespace Erasure.Core.Erasures.Orchestration;

/// <summary>Input of <see cref="EraseSubject"/>: only the id travels.</summary>
public sealed record EraseSubjectInput(string ErasureId);
