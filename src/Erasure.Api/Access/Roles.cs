namespace Erasure.Api.Access;

/// <summary>What a caller may do. A caller can have several; each route says which it asks for.</summary>
[Flags]
public enum Roles
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Files requests and follows them by id: the system that people ask.</summary>
    Requester = 1,

    /// <summary>Sees to it that domains get done: a domain's admin, the operations team.</summary>
    Operator = 2,

    /// <summary>Decides what changes a person's due: cancel, close, extend. The privacy officer.</summary>
    Approver = 4,

    /// <summary>Reads everything that names nobody, and changes nothing.</summary>
    Auditor = 8,

    /// <summary>Every role.</summary>
    All = Requester | Operator | Approver | Auditor,
}
