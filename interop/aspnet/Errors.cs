using System;
using System.Runtime.Serialization;

namespace RejectContract.AspNet
{
    /// <summary>The caller has no right to what was asked.</summary>
    public sealed class SoSentryException : Exception
    {
        public SoSentryException(string message) : base(message)
        {
        }
    }

    /// <summary>There is no such thing.</summary>
    public sealed class SoNotFoundException : Exception
    {
        public SoNotFoundException(string message) : base(message)
        {
        }
    }

    /// <summary>The request can be read, but makes no sense.</summary>
    public sealed class SoInvalidArgumentException : ArgumentException
    {
        public SoInvalidArgumentException(string message) : base(message)
        {
        }
    }

    /// <summary>An error in the shape that the vendor's samples show.</summary>
    [DataContract(Name = "Error", Namespace = "")]
    public sealed class VendorError
    {
        [DataMember]
        public bool Error { get; set; }

        [DataMember]
        public string ErrorType { get; set; }

        [DataMember]
        public string Message { get; set; }

        [DataMember]
        public string ErrorSource { get; set; }

        public static VendorError Of(string type, string message)
        {
            return new VendorError
            {
                Error = true, ErrorType = type, Message = message, ErrorSource = "SuperOffice.Services.Implementation",
            };
        }
    }

    /// <summary>An error in the shape of Web API 2's HttpError, which the older library here lacks.</summary>
    [DataContract(Name = "Error", Namespace = "")]
    public sealed class FrameworkError
    {
        [DataMember]
        public string Message { get; set; }

        [DataMember(EmitDefaultValue = false)]
        public string ExceptionMessage { get; set; }

        [DataMember(EmitDefaultValue = false)]
        public string ExceptionType { get; set; }

        [DataMember(EmitDefaultValue = false)]
        public string StackTrace { get; set; }
    }
}
